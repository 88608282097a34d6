/* The loops in which a page spends most of its time, as loops.py has them in NumPy: the same numbers, to the bit.

   Each function takes columns of numbers as anything with a buffer. What points beyond the end of a column raises
   IndexError: whatever a file holds, nothing outside of it is read. */

#include "../../language/columns.h"
#include <math.h>

#define FREE -1  /* a slot without a term */
#define PLACE 32 /* bits of a key, behind the document */

/* Return the first place from `at` on where sorted values are not below the wanted one: steps that double, then halves. */
static Py_ssize_t leap(const int64_t *values, Py_ssize_t at, Py_ssize_t stop, int64_t wanted) {
    Py_ssize_t step = 1;
    while (at + step < stop && values[at + step] < wanted) {
        at += step;
        step *= 2;
    }
    Py_ssize_t last = at + step < stop ? at + step : stop;
    while (at < last) {
        Py_ssize_t middle = at + (last - at) / 2;
        if (values[middle] < wanted) at = middle + 1;
        else last = middle;
    }
    return at;
}

/* Return the number of a term, looked for from a slot on; FREE where it is not, and below that with an error set. */
static int64_t found_term(const Py_buffer *slots, Py_ssize_t slot, const Py_buffer *bounds, const Py_buffer *text, const Py_buffer *wanted) {
    const int32_t *numbers = slots->buf;
    for (;; slot++) {
        int32_t term = slot < 0 || slot >= length(slots) ? FREE - 1 : numbers[slot];
        if (term == FREE) return FREE;
        uint64_t begin = 0, end = UINT64_MAX;
        if (term >= 0 && term + 1 < length(bounds)) {
            begin = number(bounds, term);
            end = number(bounds, term + 1);
        }
        if (begin > end || end > (uint64_t)text->len) {
            beyond();
            return FREE - 1;
        }
        if ((Py_ssize_t)(end - begin) == wanted->len &&
            !memcmp((const char *)text->buf + begin, wanted->buf, (size_t)wanted->len))
            return term;
    }
}

PyDoc_STRVAR(find_says, "find(slots, slot, bounds, text, wanted): see loops.py");

static PyObject *find(PyObject *self, PyObject *const *args, Py_ssize_t count) {
    Columns columns = {.count = 0};
    Py_buffer *slots, *bounds, *text, *wanted;
    PyObject *found = NULL;
    (void)self;
    if (count != 5) return wrong("find", count);
    Py_ssize_t slot = PyLong_AsSsize_t(args[1]);
    if (PyErr_Occurred() || !(slots = opened(&columns, args[0], sizeof(int32_t), PyBUF_CONTIG_RO)) ||
        !(bounds = opened(&columns, args[2], 0, PyBUF_CONTIG_RO)) ||
        !(text = opened(&columns, args[3], 1, PyBUF_CONTIG_RO)) ||
        !(wanted = opened(&columns, args[4], 1, PyBUF_CONTIG_RO)))
        goto end;
    int64_t term = found_term(slots, slot, bounds, text, wanted);
    if (term >= FREE) found = PyLong_FromLongLong(term);
end:
    closed(&columns);
    return found;
}

/* Whether columns come as a tuple; else an error is set. */
static int tupled(PyObject *columns) {
    if (!PyTuple_Check(columns)) PyErr_SetString(PyExc_TypeError, "columns that belong together are a tuple");
    return PyTuple_Check(columns);
}

/* A segment, and where in it the postings of a term are. */
typedef struct {
    Columns columns;
    int64_t base;
    uint64_t begin, end, first, last; /* of its postings, and of its places */
} Segment;

enum { SLOTS, BOUNDS, TEXT, POSTED, PLACED, DOCUMENTS, FREQUENCIES };

/* Find a term in a segment; return 1 where it is, 0 where it is not, and -1 with an error set. */
static int sought(Segment *segment, PyObject *table, uint64_t sum, const Py_buffer *wanted) {
    static const Py_ssize_t sizes[] = {sizeof(int32_t), 0, 1, 0, 0, 0, 0};
    PyObject *from[7];
    long long size;
    if (!tupled(table) || !PyArg_ParseTuple(table, "LLOOOOOOO", &segment->base, &size, &from[0], &from[1], &from[2], &from[3], &from[4], &from[5], &from[6]))
        return -1;
    for (int one = 0; one < 7; one++)
        if (!opened(&segment->columns, from[one], sizes[one], PyBUF_CONTIG_RO)) return -1;
    Py_buffer *views = segment->columns.views;
    if (size <= 0) return 0;
    int64_t term = found_term(&views[SLOTS], (Py_ssize_t)(sum % (uint64_t)size), &views[BOUNDS], &views[TEXT], wanted);
    if (term <= FREE) return term == FREE ? 0 : -1;
    if (term + 1 >= length(&views[POSTED]) || term + 1 >= length(&views[PLACED])) return beyond() ? 0 : -1;
    segment->begin = number(&views[POSTED], term);
    segment->end = number(&views[POSTED], term + 1);
    segment->first = number(&views[PLACED], term);
    segment->last = number(&views[PLACED], term + 1);
    uint64_t there = (uint64_t)length(&views[DOCUMENTS]);
    if (segment->begin > segment->end || segment->end > there || length(&views[FREQUENCIES]) < (Py_ssize_t)there) return beyond() ? 0 : -1;
    return 1;
}

/* Put numbers of a column behind each other in some width. */
static void widened(char *to, int width, const Py_buffer *view, uint64_t begin, uint64_t end) {
    if (view->itemsize == width) {
        memcpy(to, (const char *)view->buf + begin * (uint64_t)width, (end - begin) * (uint64_t)width);
        return;
    }
    for (uint64_t at = begin; at < end; at++, to += width) {
        uint64_t one = number(view, (Py_ssize_t)at);
        if (width == 2) *(uint16_t *)to = (uint16_t)one;
        else if (width == 4) *(uint32_t *)to = (uint32_t)one;
        else *(uint64_t *)to = one;
    }
}

/* Put the documents of a segment behind each other, as they are numbered in all segments. */
static int64_t *numbered(int64_t *to, const Py_buffer *view, uint64_t begin, uint64_t end, int64_t base) {
    const uint16_t *short_ones = view->buf;
    const uint32_t *long_ones = view->buf;
    if (view->itemsize == 2) while (begin < end) *to++ = short_ones[begin++] + base;
    else if (view->itemsize == 4) while (begin < end) *to++ = long_ones[begin++] + base;
    else while (begin < end) *to++ = (int64_t)number(view, (Py_ssize_t)begin++) + base;
    return to;
}

PyDoc_STRVAR(postings_says, "postings(tables, sum, wanted): see loops.py");

static PyObject *postings(PyObject *self, PyObject *const *args, Py_ssize_t count) {
    PyObject *tables = NULL, *documents = NULL, *often = NULL, *places = NULL, *found = NULL;
    Columns columns = {.count = 0};
    Segment *segments = NULL;
    Py_buffer *wanted;
    Py_ssize_t all = 0;
    uint64_t total = 0;
    int width = 1;
    (void)self;
    if (count != 3) return wrong("postings", count);
    uint64_t sum = PyLong_AsUnsignedLongLong(args[1]);
    if (PyErr_Occurred() || !(wanted = opened(&columns, args[2], 1, PyBUF_CONTIG_RO)) || !(tables = PySequence_Tuple(args[0]))) goto end;
    all = PyTuple_GET_SIZE(tables);
    if (!(places = PyList_New(0)) || !(segments = PyMem_Calloc((size_t)all + 1, sizeof(Segment)))) {
        if (places) PyErr_NoMemory();
        goto end;
    }
    for (Py_ssize_t one = 0; one < all; one++) {
        Segment *its = &segments[one];
        int there = sought(its, PyTuple_GET_ITEM(tables, one), sum, wanted);
        if (there < 0) goto end;
        if (!there) continue;
        PyObject *piece = Py_BuildValue("(nKK)", one, (unsigned long long)its->first, (unsigned long long)its->last);
        int failed = !piece || PyList_Append(places, piece) < 0;
        Py_XDECREF(piece);
        if (failed) goto end;
        total += its->end - its->begin;
        Py_ssize_t size = its->columns.views[FREQUENCIES].itemsize;
        if (size > width) width = (int)size;
    }
    if (!(documents = bytes_of((Py_ssize_t)(total * sizeof(int64_t)))) || !(often = bytes_of((Py_ssize_t)total * width))) goto end;
    int64_t *next = (int64_t *)PyBytes_AS_STRING(documents);
    char *following = PyBytes_AS_STRING(often);
    for (Py_ssize_t one = 0; one < all; one++) {
        const Segment *its = &segments[one];
        const Py_buffer *views = its->columns.views;
        next = numbered(next, &views[DOCUMENTS], its->begin, its->end, its->base);
        widened(following, width, &views[FREQUENCIES], its->begin, its->end);
        following += (its->end - its->begin) * (uint64_t)width;
    }
    found = Py_BuildValue("(OOiO)", documents, often, width, places);
end:
    for (Py_ssize_t one = 0; segments && one < all; one++) closed(&segments[one].columns);
    PyMem_Free(segments);
    closed(&columns);
    Py_XDECREF(tables);
    Py_XDECREF(documents);
    Py_XDECREF(often);
    Py_XDECREF(places);
    return found;
}

/* What `gain` is given. */
typedef struct {
    const Py_buffer *chosen, *documents, *frequencies, *lengths;
    double base, slope, weight;
} Gain;

/* Do the work of `gain`; return 0 where a document has no length. Compiled apart for narrow numbers, which nearly all are: 1.7 times as fast. */
static inline int gained(const Gain *gain, double *scores, int is_best, int is_narrow) {
    const int64_t *one = gain->chosen->buf, *other = gain->documents->buf;
    const uint8_t *frequencies = gain->frequencies->buf, *lengths = gain->lengths->buf;
    Py_ssize_t i = 0, j = 0, ones = length(gain->chosen), others = length(gain->documents), known = length(gain->lengths);
    double base = gain->base, slope = gain->slope, weight = gain->weight;
    while (i < ones && j < others) {
        int64_t document = one[i];
        if (document < other[j]) i = leap(one, i, ones, other[j]);
        else if (document > other[j]) j = leap(other, j, others, document);
        else {
            if (document < 0 || document >= known) return 0;
            double often = is_narrow ? frequencies[j] : (double)number(gain->frequencies, j);
            double places = is_narrow ? lengths[document] : (double)number(gain->lengths, document);
            double norm = places == 0 ? INFINITY : places * slope + base;
            double value = weight * (often / (norm + often));
            if (!is_best) scores[i] += value;
            else if (value > scores[i]) scores[i] = value;
            i++;
            j++;
        }
    }
    return 1;
}

PyDoc_STRVAR(gain_says, "gain(scores, chosen, documents, frequencies, lengths, base, slope, weight, best): see loops.py");

static PyObject *gain(PyObject *self, PyObject *const *args, Py_ssize_t count) {
    Columns columns = {.count = 0};
    Py_buffer *scores, *chosen, *documents, *frequencies, *lengths;
    PyObject *found = NULL;
    (void)self;
    if (count != 9) return wrong("gain", count);
    double base = PyFloat_AsDouble(args[5]), slope = PyFloat_AsDouble(args[6]), weight = PyFloat_AsDouble(args[7]);
    int is_best = PyObject_IsTrue(args[8]);
    if (PyErr_Occurred() || !(scores = opened(&columns, args[0], sizeof(double), PyBUF_CONTIG)) ||
        !(chosen = opened(&columns, args[1], sizeof(int64_t), PyBUF_CONTIG_RO)) ||
        !(documents = opened(&columns, args[2], sizeof(int64_t), PyBUF_CONTIG_RO)) ||
        !(frequencies = opened(&columns, args[3], 0, PyBUF_CONTIG_RO)) ||
        !(lengths = opened(&columns, args[4], 0, PyBUF_CONTIG_RO)))
        goto end;
    int narrow = frequencies->itemsize == 1 && lengths->itemsize == 1;
    Gain gain = {chosen, documents, frequencies, lengths, base, slope, weight};
    if (length(scores) < length(chosen) || length(frequencies) < length(documents) ||
        !(narrow ? gained(&gain, scores->buf, is_best, 1) : gained(&gain, scores->buf, is_best, 0))) {
        beyond();
        goto end;
    }
    found = Py_NewRef(Py_None);
end:
    closed(&columns);
    return found;
}

/* Return the sum of some numbers of a column. */
static uint64_t sum(const Py_buffer *view, Py_ssize_t at, Py_ssize_t stop) {
    uint64_t found = 0;
    if (view->itemsize == 1) { /* nearly all are, and this loop takes many at a time */
        for (const uint8_t *its = view->buf; at < stop; at++) found += its[at];
    }
    for (; at < stop; at++) found += number(view, at);
    return found;
}

/* The places of a term, in several columns that follow each other; they are asked for in order. */
typedef struct {
    PyObject *pieces;   /* a tuple */
    Py_ssize_t next;    /* the piece to be looked at next */
    Columns columns;    /* the piece that is looked at, */
    Py_buffer *piece;   /* if there is one, */
    uint64_t before;    /* and how many places are before it */
} Places;

/* Go to the piece that has `count` places from `begin` on; no piece parts them. Return 0 where there is none. */
static int reached(Places *places, uint64_t begin, uint64_t count) {
    while (!places->piece || begin - places->before >= (uint64_t)length(places->piece)) {
        if (places->piece) places->before += (uint64_t)length(places->piece);
        closed(&places->columns);
        places->piece = NULL;
        if (places->next == PyTuple_GET_SIZE(places->pieces)) return beyond() != NULL;
        PyObject *piece = PyTuple_GET_ITEM(places->pieces, places->next++);
        if (!(places->piece = opened(&places->columns, piece, 0, PyBUF_CONTIG_RO))) return 0;
    }
    return count <= (uint64_t)length(places->piece) - (begin - places->before) || beyond() != NULL;
}

/* Keys that are found one after another. */
typedef struct {
    int64_t *its;
    size_t count, room;
} Keys;

/* Add the keys of a document for `count` places from `begin` on. Return 0 where that cannot be. */
static int added(Keys *keys, int64_t document, Places *places, uint64_t begin, uint64_t count) {
    if (!reached(places, begin, count)) return 0;
    if (keys->room - keys->count < count) {
        size_t room = 2 * (keys->room + count);
        int64_t *its = PyMem_Realloc(keys->its, room * sizeof(int64_t));
        if (!its) return PyErr_NoMemory() != NULL;
        keys->its = its;
        keys->room = room;
    }
    Py_ssize_t first = (Py_ssize_t)(begin - places->before);
    for (Py_ssize_t at = first; at < first + (Py_ssize_t)count; at++)
        keys->its[keys->count++] = (int64_t)((uint64_t)document << PLACE | number(places->piece, at));
    return 1;
}

/* Add the keys of a term in some documents, given the documents of its postings, the frequencies of all postings, which of those
   are live (None: all) and their places in pieces. Return 0 where that cannot be. */
static int gathered(Keys *keys, const Py_buffer *wanted, PyObject *const *term) {
    Columns columns = {.count = 0};
    Py_buffer *documents, *frequencies, *live = NULL;
    int whole = 0;
    Places places = {.pieces = PySequence_Tuple(term[3])};
    if (!places.pieces || !(documents = opened(&columns, term[0], sizeof(int64_t), PyBUF_CONTIG_RO)) ||
        !(frequencies = opened(&columns, term[1], 0, PyBUF_CONTIG_RO)) ||
        (term[2] != Py_None && !(live = opened(&columns, term[2], 1, PyBUF_CONTIG_RO))))
        goto end;
    const int64_t *one = wanted->buf, *other = documents->buf;
    Py_ssize_t i = 0, j = 0, ones = length(wanted), others = length(documents);
    Py_ssize_t all = live && length(live) < length(frequencies) ? length(live) : length(frequencies);
    Py_ssize_t at = 0, rank = 0; /* of all postings, and how many live ones are before it */
    uint64_t begin = 0;          /* where its places begin */
    while (i < ones && j < others) {
        if (one[i] < other[j]) i = leap(one, i, ones, other[j]);
        else if (one[i] > other[j]) j = leap(other, j, others, one[i]);
        else {
            Py_ssize_t stop = j;
            if (live) {
                for (stop = at; stop < all && (rank < j || !number(live, stop)); stop++) rank += number(live, stop) != 0;
            }
            if (stop >= all) {
                beyond();
                goto end;
            }
            begin += sum(frequencies, at, stop);
            at = stop;
            if (!added(keys, one[i], &places, begin, number(frequencies, at))) goto end;
            i++;
            j++;
        }
    }
    whole = 1;
end:
    closed(&places.columns);
    closed(&columns);
    Py_XDECREF(places.pieces);
    return whole;
}

PyDoc_STRVAR(keys_says, "keys(wanted, documents, frequencies, live, pieces): see loops.py");

static PyObject *keys(PyObject *self, PyObject *const *args, Py_ssize_t count) {
    Columns columns = {.count = 0};
    Py_buffer *wanted;
    PyObject *found = NULL;
    Keys those = {NULL, 0, 0};
    (void)self;
    if (count != 5) return wrong("keys", count);
    if ((wanted = opened(&columns, args[0], sizeof(int64_t), PyBUF_CONTIG_RO)) && gathered(&those, wanted, args + 1))
        found = PyBytes_FromStringAndSize((const char *)those.its, (Py_ssize_t)(those.count * sizeof(int64_t)));
    PyMem_Free(those.its);
    closed(&columns);
    return found;
}

/* Unite the keys from `begin` on with those before, both in order: each stands once then. Return 0 where that cannot be. */
static int united(Keys *keys, size_t begin) {
    size_t room = keys->count + 1, count = 0, i = 0, j = begin;
    int64_t *its = PyMem_Malloc(room * sizeof(int64_t));
    if (!its) return PyErr_NoMemory() != NULL;
    while (i < begin || j < keys->count) {
        int64_t key = j == keys->count || (i < begin && keys->its[i] <= keys->its[j]) ? keys->its[i++] : keys->its[j++];
        if (!count || its[count - 1] != key) its[count++] = key;
    }
    PyMem_Free(keys->its);
    *keys = (Keys){its, count, room};
    return 1;
}

/* Find the keys of several terms in some documents, in order: two endings of one word may share its place. Return 0 where that cannot be. */
static int of_terms(Keys *keys, PyObject *from, const Py_buffer *documents) {
    PyObject *terms = PySequence_Tuple(from), *term[4];
    int whole = terms != NULL;
    for (Py_ssize_t one = 0; whole && one < PyTuple_GET_SIZE(terms); one++) {
        PyObject *its = PyTuple_GET_ITEM(terms, one);
        size_t begin = keys->count;
        whole = tupled(its) && PyArg_ParseTuple(its, "OOOO", &term[0], &term[1], &term[2], &term[3]) &&
                gathered(keys, documents, term) && united(keys, begin);
    }
    Py_XDECREF(terms);
    return whole;
}

PyDoc_STRVAR(places_says, "places(terms, documents): see loops.py");

static PyObject *places(PyObject *self, PyObject *const *args, Py_ssize_t count) {
    Columns columns = {.count = 0};
    Py_buffer *documents;
    PyObject *found = NULL;
    Keys keys = {NULL, 0, 0};
    (void)self;
    if (count != 2) return wrong("places", count);
    if (!(documents = opened(&columns, args[1], sizeof(int64_t), PyBUF_CONTIG_RO)) || !of_terms(&keys, args[0], documents) ||
        !(found = PyList_New(length(documents))))
        goto end;
    const int64_t *those = documents->buf;
    size_t at = 0;
    for (Py_ssize_t i = 0; i < length(documents); i++) {
        PyObject *here = PyList_New(0);
        for (; here && at < keys.count && keys.its[at] >> PLACE == those[i]; at++) {
            PyObject *place = PyLong_FromUnsignedLong((uint32_t)keys.its[at]);
            if (!place || PyList_Append(here, place) < 0) Py_CLEAR(here);
            Py_XDECREF(place);
        }
        if (!here) {
            Py_CLEAR(found);
            goto end;
        }
        PyList_SET_ITEM(found, i, here);
    }
end:
    PyMem_Free(keys.its);
    closed(&columns);
    return found;
}

PyDoc_STRVAR(begun_says, "begun(words, shifts, documents): see loops.py");

static PyObject *begun(PyObject *self, PyObject *const *args, Py_ssize_t count) {
    Columns columns = {.count = 0};
    Py_buffer *documents;
    PyObject *found = NULL, *words = NULL, *shifts = NULL;
    Keys begins = {NULL, 0, 0}, others = {NULL, 0, 0};
    (void)self;
    if (count != 3) return wrong("begun", count);
    if (!(words = PySequence_Tuple(args[0])) || !(shifts = PySequence_Tuple(args[1])) ||
        !(documents = opened(&columns, args[2], sizeof(int64_t), PyBUF_CONTIG_RO)))
        goto end;
    if (PyTuple_GET_SIZE(shifts) < PyTuple_GET_SIZE(words)) {
        beyond();
        goto end;
    }
    for (Py_ssize_t one = 0; one < PyTuple_GET_SIZE(words); one++) {
        long long shift = PyLong_AsLongLong(PyTuple_GET_ITEM(shifts, one));
        if (PyErr_Occurred() || !of_terms(one ? &others : &begins, PyTuple_GET_ITEM(words, one), documents)) goto end;
        if (shift < 0 || shift > UINT32_MAX) {
            beyond();
            goto end;
        }
        if (!one) {
            for (size_t at = 0; at < begins.count; at++) begins.its[at] = (int64_t)((uint64_t)begins.its[at] - (uint64_t)shift);
            continue;
        }
        size_t left = 0;
        Py_ssize_t at = 0, stop = (Py_ssize_t)others.count;
        for (size_t i = 0; i < begins.count && at < stop; i++) {
            int64_t wanted = (int64_t)((uint64_t)begins.its[i] + (uint64_t)shift);
            if (others.its[at] < wanted) at = leap(others.its, at, stop, wanted);
            if (at < stop && others.its[at] == wanted) begins.its[left++] = begins.its[i];
        }
        begins.count = left;
        others.count = 0;
    }
    found = PyBytes_FromStringAndSize((const char *)begins.its, (Py_ssize_t)(begins.count * sizeof(int64_t)));
end:
    PyMem_Free(begins.its);
    PyMem_Free(others.its);
    closed(&columns);
    Py_XDECREF(words);
    Py_XDECREF(shifts);
    return found;
}

PyDoc_STRVAR(hold_says, "hold(mask, space, documents): see loops.py");

static PyObject *hold(PyObject *self, PyObject *const *args, Py_ssize_t count) {
    Columns columns = {.count = 0};
    Py_buffer *mask, *space = NULL, *documents;
    PyObject *found = NULL;
    (void)self;
    if (count != 3) return wrong("hold", count);
    if (!(mask = opened(&columns, args[0], 1, PyBUF_CONTIG)) ||
        (args[1] != Py_None && !(space = opened(&columns, args[1], sizeof(int64_t), PyBUF_CONTIG_RO))) ||
        !(documents = opened(&columns, args[2], sizeof(int64_t), PyBUF_CONTIG_RO)))
        goto end;
    uint8_t *holds = mask->buf;
    const int64_t *one = documents->buf;
    Py_ssize_t i = 0, j = 0, ones = length(documents), places = space ? length(space) : mask->len;
    if (places > mask->len) {
        beyond();
        goto end;
    }
    if (!space) {
        for (; i < ones; i++) {
            if (one[i] < 0 || one[i] >= places) {
                beyond();
                goto end;
            }
            holds[one[i]] = 1;
        }
    }
    for (const int64_t *other = space ? space->buf : NULL; i < ones && j < places;) {
        if (one[i] < other[j]) i = leap(one, i, ones, other[j]);
        else if (one[i] > other[j]) j = leap(other, j, places, one[i]);
        else {
            holds[j++] = 1;
            i++;
        }
    }
    found = Py_NewRef(Py_None);
end:
    closed(&columns);
    return found;
}

/* Add up the steps of a line of `count` numbers, of `width` bytes each, into edges. */
static void summed(int64_t *edges, const uint8_t *steps, Py_ssize_t count, int width) {
    uint64_t edge = 0;
    for (Py_ssize_t i = 0; i < count; i++, steps += width) {
        uint64_t step = 0;
        for (int byte = 0; byte < width; byte++) step |= (uint64_t)steps[byte] << 8 * byte;
        edges[i] = (int64_t)(edge += step);
    }
}

PyDoc_STRVAR(spans_says, "spans(lines, begin, at): see loops.py");

static PyObject *spans(PyObject *self, PyObject *const *args, Py_ssize_t count) {
    Columns columns = {.count = 0};
    Py_buffer *lines;
    PyObject *found = NULL, *places = NULL;
    int64_t *edges = NULL;
    (void)self;
    if (count != 3) return wrong("spans", count);
    Py_ssize_t begin = PyLong_AsSsize_t(args[1]), most = -1;
    if (PyErr_Occurred() || !(places = PySequence_Tuple(args[2])) ||
        !(lines = opened(&columns, args[0], 1, PyBUF_CONTIG_RO)))
        goto end;
    Py_ssize_t size = PyTuple_GET_SIZE(places), room = lines->len - begin - 1;
    for (Py_ssize_t i = 0; i < size; i++) {
        Py_ssize_t place = PyLong_AsSsize_t(PyTuple_GET_ITEM(places, i));
        if (PyErr_Occurred()) goto end;
        if (place < 0) most = PY_SSIZE_T_MAX / 32;
        else if (place > most) most = place;
    }
    const uint8_t *line = (const uint8_t *)lines->buf + begin;
    if (begin < 0 || room < 0 || *line < 1 || *line > 8 || most >= room / *line / 2) {
        beyond();
        goto end;
    }
    if (!(edges = PyMem_Malloc((size_t)(2 * most + 2) * sizeof(int64_t)))) {
        PyErr_NoMemory();
        goto end;
    }
    summed(edges, line + 1, 2 * most + 2, *line);
    if (!(found = PyTuple_New(size))) goto end;
    for (Py_ssize_t i = 0; i < size; i++) {
        const int64_t *edge = edges + 2 * PyLong_AsSsize_t(PyTuple_GET_ITEM(places, i));
        PyObject *span = Py_BuildValue("(LL)", (long long)edge[0], (long long)edge[1]);
        if (!span) {
            Py_CLEAR(found);
            goto end;
        }
        PyTuple_SET_ITEM(found, i, span);
    }
end:
    PyMem_Free(edges);
    closed(&columns);
    Py_XDECREF(places);
    return found;
}

static PyMethodDef methods[] = {FAST(find), FAST(postings), FAST(gain), FAST(keys), FAST(places), FAST(begun), FAST(hold), FAST(spans), {0}};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "_kernel", .m_size = -1, .m_methods = methods};

PyMODINIT_FUNC PyInit__kernel(void) { return PyModule_Create(&module); }

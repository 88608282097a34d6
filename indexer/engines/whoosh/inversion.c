/* The loops in which a commit spends most of its time, as loops.py has them in NumPy: the same numbers, to the bit.

   What is said of columns in kernel.c holds here too. */

#include "../../language/columns.h"

#define FREE -1 /* a slot without a term */

/* What is counted of a term, side by side: it is looked up once an occurrence. */
typedef struct {
    uint32_t postings, places; /* how many there are, and then where the next one goes */
    uint32_t last;             /* document, 1 more; 0 for none yet */
} Counted;

PyDoc_STRVAR(grouped_says, "grouped(terms, documents, places, known): see loops.py");

static PyObject *grouped(PyObject *self, PyObject *const *args, Py_ssize_t count) {
    Columns columns = {.count = 0};
    Py_buffer *terms, *documents, *places;
    PyObject *found = NULL, *parts[5] = {NULL};
    Counted *counted = NULL;
    (void)self;
    if (count != 4) return wrong("grouped", count);
    Py_ssize_t known = PyLong_AsSsize_t(args[3]);
    if (PyErr_Occurred() || !(terms = opened(&columns, args[0], sizeof(uint32_t), PyBUF_CONTIG_RO)) ||
        !(documents = opened(&columns, args[1], sizeof(uint32_t), PyBUF_CONTIG_RO)) ||
        !(places = opened(&columns, args[2], sizeof(uint32_t), PyBUF_CONTIG_RO)))
        goto end;
    const uint32_t *term = terms->buf, *document = documents->buf, *place = places->buf;
    Py_ssize_t all = length(terms), room = (known + 1) * (Py_ssize_t)sizeof(int64_t), size = sizeof(uint32_t);
    if (known < 0 || known > UINT32_MAX || all >= UINT32_MAX || length(documents) < all || length(places) < all) {
        beyond();
        goto end;
    }
    if (!(parts[0] = bytes_of(room)) || !(parts[1] = bytes_of(room)) || !(parts[4] = bytes_of(all * size))) goto end;
    if (!(counted = PyMem_Calloc((size_t)known + 1, sizeof(Counted)))) {
        PyErr_NoMemory();
        goto end;
    }
    for (Py_ssize_t i = 0; i < all; i++) {
        if (term[i] >= known || document[i] == UINT32_MAX) {
            beyond();
            goto end;
        }
        Counted *its = &counted[term[i]];
        its->places++;
        its->postings += its->last != document[i] + 1;
        its->last = document[i] + 1;
    }
    int64_t *posted = (int64_t *)PyBytes_AS_STRING(parts[0]), *placed = (int64_t *)PyBytes_AS_STRING(parts[1]);
    uint32_t postings = 0, before = 0;
    for (Py_ssize_t one = 0; one <= known; one++) {
        Counted its = counted[one];
        posted[one] = postings;
        placed[one] = before;
        counted[one] = (Counted){postings, before, 0};
        postings += its.postings;
        before += its.places;
    }
    if (!(parts[2] = bytes_of(postings * size)) || !(parts[3] = bytes_of(postings * size))) goto end;
    uint32_t *its_documents = (uint32_t *)PyBytes_AS_STRING(parts[2]), *often = (uint32_t *)PyBytes_AS_STRING(parts[3]);
    uint32_t *its_places = (uint32_t *)PyBytes_AS_STRING(parts[4]);
    for (Py_ssize_t i = 0; i < all; i++) {
        Counted *its = &counted[term[i]];
        its_places[its->places++] = place[i];
        if (its->last == document[i] + 1) often[its->postings - 1]++;
        else {
            its_documents[its->postings] = document[i];
            often[its->postings++] = 1;
            its->last = document[i] + 1;
        }
    }
    found = PyTuple_Pack(5, parts[0], parts[1], parts[2], parts[3], parts[4]);
end:
    for (int part = 0; part < 5; part++) Py_XDECREF(parts[part]);
    PyMem_Free(counted);
    closed(&columns);
    return found;
}

/* A term of several tables, to be sorted. */
typedef struct {
    uint64_t head; /* its first bytes, the first one highest */
    const uint8_t *text;
    uint32_t size, number;
} Ranked;

static int before(const void *first, const void *second) {
    const Ranked *one = first, *other = second;
    if (one->head != other->head) return one->head < other->head ? -1 : 1;
    uint32_t size = one->size < other->size ? one->size : other->size;
    int found = memcmp(one->text, other->text, size);
    return found ? found : one->size < other->size ? -1 : one->size > other->size;
}

/* Take the terms of a table; return 0 where its bounds are none. */
static int termed(Ranked *terms, const Py_buffer *text, const Py_buffer *bounds, Py_ssize_t count, Py_ssize_t number_of_first) {
    for (Py_ssize_t i = 0; i < count; i++) {
        uint64_t begin = number(bounds, i), end = number(bounds, i + 1);
        if (begin > end || end > (uint64_t)text->len || end - begin > UINT32_MAX) return beyond() != NULL;
        const uint8_t *its = (const uint8_t *)text->buf + begin;
        uint64_t head = 0;
        for (uint64_t at = 0; at < sizeof(head); at++) head = head << 8 | (at < end - begin ? its[at] : 0);
        terms[i] = (Ranked){head, its, (uint32_t)(end - begin), (uint32_t)(number_of_first + i)};
    }
    return 1;
}

/* Sort the terms of a table, unless they are in order, as those of a segment are. */
static void in_order(Ranked *terms, Py_ssize_t count) {
    for (Py_ssize_t i = 1; i < count; i++) {
        if (before(&terms[i - 1], &terms[i]) > 0) {
            qsort(terms, (size_t)count, sizeof(Ranked), before);
            return;
        }
    }
}

/* Merge sorted tables, two by two, until all are one; `ends` has where each ends. Return where they are: among `terms`, or in `spare`. */
static Ranked *merged(Ranked *terms, Ranked *spare, Py_ssize_t *ends, Py_ssize_t tables) {
    while (tables > 1) {
        Py_ssize_t at = 0, i = 0, left = 0;
        for (Py_ssize_t one = 0; one < tables; one += 2) {
            Py_ssize_t middle = ends[one], stop = one + 1 < tables ? ends[one + 1] : middle, j = middle;
            while (i < middle && j < stop) {
                int is_first = before(&terms[i], &terms[j]) <= 0;
                spare[at++] = terms[is_first ? i++ : j++];
            }
            while (i < middle) spare[at++] = terms[i++];
            while (j < stop) spare[at++] = terms[j++];
            ends[left++] = i = stop;
        }
        tables = left;
        Ranked *other = terms;
        terms = spare;
        spare = other;
    }
    return terms;
}

PyDoc_STRVAR(ranked_says, "ranked(texts, bounds): see loops.py");

static PyObject *ranked(PyObject *self, PyObject *const *args, Py_ssize_t count) {
    PyObject *texts = NULL, *bounds = NULL, *text = NULL, *begins = NULL, *ranks = NULL, *found = NULL;
    Columns *columns = NULL;
    Ranked *room = NULL;
    Py_ssize_t *ends = NULL, tables = 0, all = 0;
    (void)self;
    if (count != 2) return wrong("ranked", count);
    if (!(texts = PySequence_Tuple(args[0])) || !(bounds = PySequence_Tuple(args[1]))) goto end;
    tables = PyTuple_GET_SIZE(texts);
    if (PyTuple_GET_SIZE(bounds) < tables) {
        beyond();
        goto end;
    }
    if (!(columns = PyMem_Calloc((size_t)tables + 1, sizeof(Columns)))) {
        PyErr_NoMemory();
        goto end;
    }
    for (Py_ssize_t one = 0; one < tables; one++) {
        if (!opened(&columns[one], PyTuple_GET_ITEM(texts, one), 1, PyBUF_CONTIG_RO) ||
            !opened(&columns[one], PyTuple_GET_ITEM(bounds, one), 0, PyBUF_CONTIG_RO))
            goto end;
        Py_ssize_t its = length(&columns[one].views[1]);
        all += its ? its - 1 : 0;
    }
    if (all > UINT32_MAX) {
        beyond();
        goto end;
    }
    if (!(room = PyMem_Malloc((size_t)(2 * all + 1) * sizeof(Ranked))) || !(ends = PyMem_Malloc((size_t)(tables + 1) * sizeof(Py_ssize_t)))) {
        PyErr_NoMemory();
        goto end;
    }
    for (Py_ssize_t one = 0, at = 0; one < tables; one++) {
        Py_ssize_t its = length(&columns[one].views[1]) - 1;
        if (its > 0 && !termed(room + at, &columns[one].views[0], &columns[one].views[1], its, at)) goto end;
        in_order(room + at, its);
        ends[one] = at += its > 0 ? its : 0;
    }
    const Ranked *terms = merged(room, room + all, ends, tables);
    if (!(ranks = bytes_of(all * (Py_ssize_t)sizeof(int64_t)))) goto end;
    int64_t *rank = (int64_t *)PyBytes_AS_STRING(ranks), different = 0;
    Py_ssize_t size = 0;
    for (Py_ssize_t i = 0; i < all; i++) {
        if (!i || before(&terms[i - 1], &terms[i])) {
            different++;
            size += terms[i].size;
        }
        rank[terms[i].number] = different - 1;
    }
    if (!(text = bytes_of(size)) || !(begins = bytes_of((Py_ssize_t)((different + 1) * (int64_t)sizeof(int64_t))))) goto end;
    char *next = PyBytes_AS_STRING(text);
    int64_t *begin = (int64_t *)PyBytes_AS_STRING(begins);
    *begin = 0;
    for (Py_ssize_t i = 0; i < all; i++) {
        if (i && !before(&terms[i - 1], &terms[i])) continue;
        memcpy(next, terms[i].text, terms[i].size);
        next += terms[i].size;
        begin[1] = begin[0] + terms[i].size;
        begin++;
    }
    found = PyTuple_Pack(3, text, begins, ranks);
end:
    for (Py_ssize_t one = 0; columns && one < tables; one++) closed(&columns[one]);
    PyMem_Free(columns);
    PyMem_Free(ends);
    PyMem_Free(room);
    Py_XDECREF(text);
    Py_XDECREF(begins);
    Py_XDECREF(ranks);
    Py_XDECREF(texts);
    Py_XDECREF(bounds);
    return found;
}

/* Return the sum of a string that zlib.crc32 gives (ITU-T V.42), byte by byte with a table. */
static uint32_t crc(const uint32_t *table, const uint8_t *its, uint64_t size) {
    uint32_t found = UINT32_MAX;
    while (size--) found = table[(found ^ *its++) & 0xFF] ^ found >> 8;
    return ~found;
}

PyDoc_STRVAR(hashed_says, "hashed(text, bounds, size): see loops.py");

static PyObject *hashed(PyObject *self, PyObject *const *args, Py_ssize_t count) {
    Columns columns = {.count = 0};
    Py_buffer *text, *bounds;
    PyObject *found = NULL;
    uint32_t table[256], *wanted = NULL, *ends = NULL, *order = NULL;
    (void)self;
    if (count != 3) return wrong("hashed", count);
    uint64_t size = PyLong_AsUnsignedLongLong(args[2]);
    if (PyErr_Occurred() || !(text = opened(&columns, args[0], 1, PyBUF_CONTIG_RO)) ||
        !(bounds = opened(&columns, args[1], 0, PyBUF_CONTIG_RO)))
        goto end;
    Py_ssize_t terms = length(bounds) - 1;
    if (terms < 1 || size < 1 || terms >= INT32_MAX || size >= INT32_MAX) {
        beyond();
        goto end;
    }
    for (uint32_t one = 0; one < 256; one++) {
        table[one] = one;
        for (int bit = 0; bit < 8; bit++) table[one] = (table[one] & 1 ? 0xEDB88320u : 0) ^ table[one] >> 1;
    }
    wanted = PyMem_Malloc((size_t)terms * sizeof(uint32_t));
    order = PyMem_Malloc((size_t)terms * sizeof(uint32_t));
    ends = PyMem_Calloc((size_t)size + 1, sizeof(uint32_t));
    if (!wanted || !order || !ends) {
        PyErr_NoMemory();
        goto end;
    }
    for (Py_ssize_t one = 0; one < terms; one++) {
        uint64_t begin = number(bounds, one), end = number(bounds, one + 1);
        if (begin > end || end > (uint64_t)text->len) {
            beyond();
            goto end;
        }
        wanted[one] = (uint32_t)(crc(table, (const uint8_t *)text->buf + begin, end - begin) % size);
        ends[wanted[one] + 1]++;
    }
    for (uint64_t slot = 1; slot <= size; slot++) ends[slot] += ends[slot - 1];
    for (Py_ssize_t one = 0; one < terms; one++) order[ends[wanted[one]]++] = (uint32_t)one;
    Py_ssize_t free = 0; /* the first slot that is */
    for (Py_ssize_t one = 0; one < terms; one++) free = (free > wanted[order[one]] ? free : (Py_ssize_t)wanted[order[one]]) + 1;
    Py_ssize_t slots = (free > (Py_ssize_t)size ? free : (Py_ssize_t)size) + 1;
    if (!(found = bytes_of(slots * (Py_ssize_t)sizeof(int32_t)))) goto end;
    int32_t *its = (int32_t *)PyBytes_AS_STRING(found);
    for (Py_ssize_t slot = 0; slot < slots; slot++) its[slot] = FREE;
    free = 0;
    for (Py_ssize_t one = 0; one < terms; one++) {
        free = free > wanted[order[one]] ? free : (Py_ssize_t)wanted[order[one]];
        its[free++] = (int32_t)order[one];
    }
end:
    PyMem_Free(wanted);
    PyMem_Free(order);
    PyMem_Free(ends);
    closed(&columns);
    return found;
}

/* Put one number into a column. */
static void put(const Py_buffer *view, int64_t at, uint64_t one) {
    switch (view->itemsize) {
        case 1: ((uint8_t *)view->buf)[at] = (uint8_t)one; break;
        case 2: ((uint16_t *)view->buf)[at] = (uint16_t)one; break;
        case 4: ((uint32_t *)view->buf)[at] = (uint32_t)one; break;
        default: ((uint64_t *)view->buf)[at] = one;
    }
}

PyDoc_STRVAR(moved_says, "moved(to, begins, counts, values): see loops.py");

static PyObject *moved(PyObject *self, PyObject *const *args, Py_ssize_t count) {
    Columns columns = {.count = 0};
    Py_buffer *to, *begins, *counts, *values;
    PyObject *found = NULL;
    (void)self;
    if (count != 4) return wrong("moved", count);
    if (!(to = opened(&columns, args[0], 0, PyBUF_CONTIG)) || !(begins = opened(&columns, args[1], sizeof(int64_t), PyBUF_CONTIG_RO)) ||
        !(counts = opened(&columns, args[2], sizeof(int64_t), PyBUF_CONTIG_RO)) ||
        !(values = opened(&columns, args[3], 0, PyBUF_CONTIG_RO)))
        goto end;
    const int64_t *begin = begins->buf, *its = counts->buf;
    int64_t from = 0, all = length(values), room = length(to), width = to->itemsize;
    for (Py_ssize_t one = 0; one < length(begins); one++) {
        if (one >= length(counts) || its[one] < 0 || its[one] > all - from || begin[one] < 0 || begin[one] > room || its[one] > room - begin[one]) {
            beyond();
            goto end;
        }
        if (values->itemsize == width)
            memcpy((char *)to->buf + begin[one] * width, (const char *)values->buf + from * width, (size_t)(its[one] * width));
        else
            for (int64_t at = 0; at < its[one]; at++) put(to, begin[one] + at, number(values, from + at));
        from += its[one];
    }
    found = Py_NewRef(Py_None);
end:
    closed(&columns);
    return found;
}

static PyMethodDef methods[] = {FAST(grouped), FAST(ranked), FAST(hashed), FAST(moved), {0}};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "_inversion", .m_size = -1, .m_methods = methods};

PyMODINIT_FUNC PyInit__inversion(void) { return PyModule_Create(&module); }

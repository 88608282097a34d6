/* Which stretches of a text are shown of it, as stretch.py has it in Python. What points beyond the text is none of it. */

#include "language/columns.h"

#define WIDTH 220 /* as in stretch.py */
#define LEAD 60

typedef struct {
    const void *letters;
    Py_ssize_t size;
    int kind;
} Text;

typedef struct {
    Py_ssize_t start, stop;
    Py_ssize_t word; /* the number of the first mark with the same one */
} Mark;

typedef struct {
    Py_ssize_t begin, end, first, last, words; /* and which marks are in it, of how many different words */
} Stretch;

/* Return the last place of a letter, with a space behind it if wanted, from `begin` on before `end`; -1 for none. */
static Py_ssize_t last_of(const Text *text, Py_UCS4 letter, int spaced, Py_ssize_t begin, Py_ssize_t end) {
    if (end > text->size) end = text->size;
    for (Py_ssize_t at = end - 1 - spaced; at >= begin; at--)
        if (PyUnicode_READ(text->kind, text->letters, at) == letter &&
            (!spaced || PyUnicode_READ(text->kind, text->letters, at + 1) == ' '))
            return at;
    return -1;
}

static Py_ssize_t word_end(const Text *text, Py_ssize_t place) {
    if (place >= text->size) return text->size;
    Py_ssize_t space = last_of(text, ' ', 0, place > LEAD ? place - LEAD : 0, place + 1);
    return space >= 0 ? space : place <= LEAD ? 0 : place;
}

static void window(const Text *text, const Mark *mark, Stretch *found) {
    Py_ssize_t begin = mark->start - LEAD;
    if (begin <= 0) begin = 0;
    else {
        Py_ssize_t line = last_of(text, '\n', 0, begin, mark->start), sentence = last_of(text, '.', 1, begin, mark->start) + 1;
        if (sentence > line) line = sentence;
        begin = line >= begin ? line + 1 : word_end(text, begin);
        if (begin > mark->start) begin = mark->start;
    }
    found->begin = begin;
    found->end = word_end(text, begin + WIDTH);
    if (found->end < mark->stop) found->end = mark->stop;
}

/* Return the first mark that starts at a place or behind it, and the one behind the last that stops there, as Python's bisect looks. */
static Py_ssize_t starting(const Mark *marks, Py_ssize_t all, Py_ssize_t place) {
    Py_ssize_t first = 0;
    while (first < all) {
        Py_ssize_t middle = (first + all) / 2;
        if (marks[middle].start < place) first = middle + 1;
        else all = middle;
    }
    return first;
}

static Py_ssize_t stopping(const Mark *marks, Py_ssize_t all, Py_ssize_t place) {
    Py_ssize_t first = 0;
    while (first < all) {
        Py_ssize_t middle = (first + all) / 2;
        if (place < marks[middle].stop) all = middle;
        else first = middle + 1;
    }
    return first;
}

static Py_ssize_t different(const Mark *marks, Py_ssize_t first, Py_ssize_t last) {
    Py_ssize_t found = 0;
    for (Py_ssize_t one = first; one < last; one++) {
        Py_ssize_t other = first;
        while (other < one && marks[other].word != marks[one].word) other++;
        found += other == one;
    }
    return found;
}

/* Find the richest stretch that does not overlap those chosen; return whether there is one. */
static int richest(const Text *text, const Mark *marks, Py_ssize_t all, const Stretch *chosen, Py_ssize_t count, Stretch *found) {
    Py_ssize_t needed = 0, every = different(marks, 0, all);
    found->words = 0;
    for (const Mark *mark = marks; mark < marks + all; mark++) {
        Py_ssize_t reach = mark->stop > mark->start + WIDTH ? mark->stop : mark->start + WIDTH;
        if (stopping(marks, all, reach) - starting(marks, all, mark->start - 2 * LEAD) <= needed) continue;
        Stretch here;
        window(text, mark, &here);
        Py_ssize_t one = 0;
        while (one < count && (here.end <= chosen[one].begin || chosen[one].end <= here.begin)) one++;
        if (one < count) continue;
        here.first = starting(marks, all, here.begin);
        here.last = stopping(marks, all, here.end);
        here.words = different(marks, here.first, here.last);
        Py_ssize_t more = here.last - here.first;
        if (here.words > found->words || (here.words && here.words == found->words && more > found->last - found->first)) {
            *found = here;
            needed = here.words == every ? more : here.words;
        }
    }
    return found->words > 0;
}

/* Take marks and their words; return 0 where they are none. */
static int taken(Mark *marks, PyObject *spans, PyObject *words) {
    for (Py_ssize_t one = 0; one < PyList_GET_SIZE(spans); one++) {
        PyObject *span = PyList_GET_ITEM(spans, one), *word = PyList_GET_ITEM(words, one);
        if (!PyTuple_Check(span) || !PyUnicode_Check(word)) {
            PyErr_SetString(PyExc_TypeError, "a mark is a span and its word");
            return 0;
        }
        if (!PyArg_ParseTuple(span, "nn", &marks[one].start, &marks[one].stop)) return 0;
        if (marks[one].start < 0 || marks[one].stop < marks[one].start || marks[one].stop > PY_SSIZE_T_MAX / 2) return beyond() != NULL;
        Py_ssize_t other = 0;
        while (other < one && PyUnicode_Compare(PyList_GET_ITEM(words, other), word)) other++;
        marks[one].word = other;
    }
    return 1;
}

PyDoc_STRVAR(stretches_says, "stretches(text, marks, words, count): see stretch.py");

static PyObject *stretches(PyObject *self, PyObject *const *args, Py_ssize_t count) {
    PyObject *found = NULL;
    Mark *marks = NULL;
    Stretch *chosen = NULL;
    (void)self;
    if (count != 4) return wrong("stretches", count);
    Py_ssize_t most = PyLong_AsSsize_t(args[3]);
    if (PyErr_Occurred()) return NULL;
    if (!PyUnicode_Check(args[0]) || !PyList_Check(args[1]) || !PyList_Check(args[2]) || PyList_GET_SIZE(args[1]) != PyList_GET_SIZE(args[2])) {
        PyErr_SetString(PyExc_TypeError, "a text, and lists of its marks and their words");
        return NULL;
    }
    Text text = {PyUnicode_DATA(args[0]), PyUnicode_GET_LENGTH(args[0]), PyUnicode_KIND(args[0])};
    Py_ssize_t all = PyList_GET_SIZE(args[1]);
    if (most > all) most = all;
    if (most < 0) most = 0;
    marks = PyMem_Calloc((size_t)all + 1, sizeof(Mark));
    chosen = PyMem_Calloc((size_t)most + 1, sizeof(Stretch));
    if (!marks || !chosen) {
        PyErr_NoMemory();
        goto end;
    }
    if (!taken(marks, args[1], args[2])) goto end;
    Py_ssize_t one = 0;
    while (one < most && richest(&text, marks, all, chosen, one, &chosen[one])) one++;
    if (!(found = PyList_New(one))) goto end;
    while (one-- > 0) {
        PyObject *stretch = Py_BuildValue("(nnnn)", chosen[one].begin, chosen[one].end, chosen[one].first, chosen[one].last);
        if (!stretch) {
            Py_CLEAR(found);
            goto end;
        }
        PyList_SET_ITEM(found, one, stretch);
    }
end:
    PyMem_Free(marks);
    PyMem_Free(chosen);
    return found;
}

static PyMethodDef methods[] = {FAST(stretches), {0}};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "_stretch", .m_size = -1, .m_methods = methods};

PyMODINIT_FUNC PyInit__stretch(void) { return PyModule_Create(&module); }

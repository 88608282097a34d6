/* The loops over all letters of an archive, as stretches.py has them in NumPy: the same numbers, to the bit.

   What points beyond the end of a column raises IndexError. */

#include "columns.h"

enum { UNKNOWN, OTHER, MARK, LETTER }; /* kinds of characters, as cut.py has them */

#define SPREAD 0x9E3779B97F4A7C15u /* 2^64 over the golden ratio (Knuth, The Art of Computer Programming 3, 6.4) */
#define NEW -1

typedef struct {
    int64_t *its;
    size_t count, room;
} Numbers;

static int put(Numbers *numbers, int64_t one) {
    if (numbers->count == numbers->room) {
        size_t room = 2 * numbers->room + 1024;
        int64_t *its = PyMem_Realloc(numbers->its, room * sizeof(int64_t));
        if (!its) return PyErr_NoMemory() != NULL;
        numbers->its = its;
        numbers->room = room;
    }
    numbers->its[numbers->count++] = one;
    return 1;
}

PyDoc_STRVAR(edges_says, "edges(kinds, letters): see stretches.py");

static PyObject *edges(PyObject *self, PyObject *const *args, Py_ssize_t count) {
    Columns columns = {.count = 0};
    Py_buffer *kinds, *letters;
    Numbers found = {NULL, 0, 0};
    PyObject *answer = NULL;
    (void)self;
    if (count != 2) return wrong("edges", count);
    if (!(kinds = opened(&columns, args[0], 1, PyBUF_CONTIG_RO)) ||
        !(letters = opened(&columns, args[1], sizeof(uint32_t), PyBUF_CONTIG_RO)))
        goto end;
    const uint8_t *kind = kinds->buf;
    const uint32_t *letter = letters->buf;
    Py_ssize_t all = length(letters), begin = -1; /* of a word that has not ended */
    for (Py_ssize_t at = 0; at < all; at++) {
        if (letter[at] >= kinds->len) {
            beyond();
            goto end;
        }
        int its = kind[letter[at]];
        if (its == UNKNOWN) {
            answer = Py_NewRef(Py_None);
            goto end;
        }
        if (its == LETTER && begin < 0) begin = at;
        else if (its < MARK && begin >= 0) {
            if (!put(&found, begin) || !put(&found, at)) goto end;
            begin = -1;
        }
    }
    if (begin >= 0 && (!put(&found, begin) || !put(&found, all))) goto end;
    answer = PyBytes_FromStringAndSize((const char *)found.its, (Py_ssize_t)(found.count * sizeof(int64_t)));
end:
    PyMem_Free(found.its);
    closed(&columns);
    return answer;
}

PyDoc_STRVAR(sums_says, "sums(letters, begins, ends, place): see stretches.py");

static PyObject *sums(PyObject *self, PyObject *const *args, Py_ssize_t count) {
    Columns columns = {.count = 0};
    Py_buffer *letters, *begins, *ends;
    PyObject *found = NULL;
    (void)self;
    if (count != 4) return wrong("sums", count);
    uint64_t place = PyLong_AsUnsignedLongLong(args[3]);
    if (PyErr_Occurred() || !(letters = opened(&columns, args[0], sizeof(uint32_t), PyBUF_CONTIG_RO)) ||
        !(begins = opened(&columns, args[1], sizeof(int64_t), PyBUF_CONTIG_RO)) ||
        !(ends = opened(&columns, args[2], sizeof(int64_t), PyBUF_CONTIG_RO)) ||
        !(found = bytes_of(length(begins) * (Py_ssize_t)sizeof(uint64_t))))
        goto end;
    const uint32_t *letter = letters->buf;
    const int64_t *begin = begins->buf, *end = ends->buf;
    uint64_t *sum = (uint64_t *)PyBytes_AS_STRING(found);
    for (Py_ssize_t one = 0; one < length(begins); one++) {
        if (one >= length(ends) || begin[one] < 0 || end[one] < begin[one] || end[one] > length(letters)) {
            Py_CLEAR(found);
            beyond();
            goto end;
        }
        uint64_t its = 0, power = 1;
        for (int64_t at = begin[one]; at < end[one]; at++, power *= place) its += letter[at] * power;
        sum[one] = its ? its : 1;
    }
end:
    closed(&columns);
    return found;
}

/* Return the slot of a sum in a table of so many slots, a power of 2, or the free one where it would be; -1 where there is none. */
static Py_ssize_t slot(const uint64_t *table, Py_ssize_t slots, int shift, uint64_t sum) {
    Py_ssize_t at = (Py_ssize_t)(sum * SPREAD >> shift);
    for (Py_ssize_t tried = 0; tried < slots; tried++, at = (at + 1) & (slots - 1))
        if (table[at] == sum || !table[at]) return at;
    return -1;
}

/* Take the table of sums and of the numbers they have; return 0 for what is none. */
static int taken(Columns *columns, PyObject *const *args, int flags, int *shift) {
    Py_buffer *sums, *numbers;
    if (!(sums = opened(columns, args[0], sizeof(uint64_t), flags)) || !(numbers = opened(columns, args[1], sizeof(int64_t), flags))) return 0;
    Py_ssize_t slots = length(sums);
    if (slots < 2 || slots & (slots - 1) || length(numbers) != slots) return beyond() != NULL;
    for (*shift = 64; slots > 1; slots /= 2) --*shift;
    return 1;
}

PyDoc_STRVAR(find_says, "find(table, numbers, sums): see stretches.py");

static PyObject *find(PyObject *self, PyObject *const *args, Py_ssize_t count) {
    Columns columns = {.count = 0};
    Py_buffer *wanted;
    PyObject *found = NULL;
    int shift;
    (void)self;
    if (count != 3) return wrong("find", count);
    if (!taken(&columns, args, PyBUF_CONTIG_RO, &shift) || !(wanted = opened(&columns, args[2], sizeof(uint64_t), PyBUF_CONTIG_RO)) ||
        !(found = bytes_of(length(wanted) * (Py_ssize_t)sizeof(int64_t))))
        goto end;
    const uint64_t *table = columns.views[0].buf, *sum = wanted->buf;
    const int64_t *numbers = columns.views[1].buf;
    int64_t *its = (int64_t *)PyBytes_AS_STRING(found);
    for (Py_ssize_t one = 0; one < length(wanted); one++) {
        Py_ssize_t at = slot(table, length(&columns.views[0]), shift, sum[one]);
        its[one] = at < 0 || !table[at] ? NEW : numbers[at];
    }
end:
    closed(&columns);
    return found;
}

PyDoc_STRVAR(add_says, "add(table, numbers, sums, their): see stretches.py");

static PyObject *add(PyObject *self, PyObject *const *args, Py_ssize_t count) {
    Columns columns = {.count = 0};
    Py_buffer *sums, *their;
    PyObject *found = NULL;
    int shift;
    (void)self;
    if (count != 4) return wrong("add", count);
    if (!taken(&columns, args, PyBUF_CONTIG, &shift) || !(sums = opened(&columns, args[2], sizeof(uint64_t), PyBUF_CONTIG_RO)) ||
        !(their = opened(&columns, args[3], sizeof(int64_t), PyBUF_CONTIG_RO)))
        goto end;
    uint64_t *table = columns.views[0].buf;
    int64_t *numbers = columns.views[1].buf;
    for (Py_ssize_t one = 0; one < length(sums); one++) {
        uint64_t sum = ((uint64_t *)sums->buf)[one];
        Py_ssize_t at = one < length(their) ? slot(table, length(&columns.views[0]), shift, sum) : -1;
        if (at < 0) {
            beyond();
            goto end;
        }
        table[at] = sum;
        numbers[at] = ((int64_t *)their->buf)[one];
    }
    found = Py_NewRef(Py_None);
end:
    closed(&columns);
    return found;
}

static PyMethodDef methods[] = {FAST(edges), FAST(sums), FAST(find), FAST(add), {0}};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "_scan", .m_size = -1, .m_methods = methods};

PyMODINIT_FUNC PyInit__scan(void) { return PyModule_Create(&module); }

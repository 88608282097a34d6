/* Columns of numbers, as anything with a buffer: what the compiled loops take and give. */

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdint.h>
#include <string.h>

#define MOST 7 /* columns of a function */

typedef struct {
    Py_buffer views[MOST];
    int count;
} Columns;

static inline void closed(Columns *columns) {
    while (columns->count > 0) PyBuffer_Release(&columns->views[--columns->count]);
}

/* Take one more column; `size` is how many bytes each number must have, 0 for any of 1, 2, 4 and 8. */
static inline Py_buffer *opened(Columns *columns, PyObject *from, Py_ssize_t size, int flags) {
    Py_buffer *view = &columns->views[columns->count];
    if (PyObject_GetBuffer(from, view, flags) < 0) return NULL;
    columns->count++;
    Py_ssize_t its = view->itemsize;
    if (size ? its == size : its == 1 || its == 2 || its == 4 || its == 8) return view;
    PyErr_Format(PyExc_TypeError, "a column of numbers of %zd bytes", its);
    return NULL;
}

static inline Py_ssize_t length(const Py_buffer *view) { return view->len / view->itemsize; }

static inline uint64_t number(const Py_buffer *view, Py_ssize_t at) {
    switch (view->itemsize) {
        case 1: return ((const uint8_t *)view->buf)[at];
        case 2: return ((const uint16_t *)view->buf)[at];
        case 4: return ((const uint32_t *)view->buf)[at];
        default: return ((const uint64_t *)view->buf)[at];
    }
}

static inline PyObject *beyond(void) {
    PyErr_SetString(PyExc_IndexError, "a number points beyond the end of its column");
    return NULL;
}

static inline PyObject *wrong(const char *name, Py_ssize_t count) {
    return PyErr_Format(PyExc_TypeError, "%s does not take %zd arguments", name, count);
}

static inline PyObject *bytes_of(Py_ssize_t size) { return PyBytes_FromStringAndSize(NULL, size); }

#define FAST(name) {#name, (PyCFunction)(void (*)(void))name, METH_FASTCALL, name##_says}

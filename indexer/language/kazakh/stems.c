/* The stems of a Kazakh word and how likely each is, as grammar.py and evidence.py have it: the same numbers, to the bit.

   What those modules learn from tables comes in as columns of numbers (see flat.py); the sound laws stand in both. */

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

#define LONGEST 30           /* letters of a word */
#define SHORTEST 2           /* letters of a stem */
#define ROOM (LONGEST + 2)   /* of a stem: its last letters may have gone into an ending */
#define FORMS 8              /* that a stem may have had before an ending, at most */
#define STEMS (LONGEST * 16) /* of a word, at most */
#define FIRST 0x400          /* of the Cyrillic letters */
#define LETTERS 0x130
#define OTHER 0 /* the code of a letter that no root has */
#define END (-1)

typedef uint16_t Letter;
typedef enum { STEM, VERB } Kind;

enum { BACK = 1, FRONT = 2, VOWEL = 4, SYLLABIC = 8, NEUTRAL = 16, SIGN = 32, VERBAL = 64, SOFTENED = 128,
       BROAD = 256, BEFORE_LAST = 512, LAST = 1024 };

static const struct { const Letter *letters; uint16_t trait; } TRAITS[] = {
    {u"аоұыяё", BACK | VOWEL | SYLLABIC}, {u"әеөүіэ", FRONT | VOWEL | SYLLABIC}, {u"ию", VOWEL | SYLLABIC},
    {u"у", SYLLABIC}, {u"иу", NEUTRAL}, {u"ьъ", SIGN}, {u"аеыиіуйялмнңрстшпқкз", VERBAL}, {u"лрнтдс", SOFTENED},
    {u"аәеоөұүыі", BROAD}, {u"рлйунңм", BEFORE_LAST}, {u"ткқпшс", LAST},
};
/* Classes of sounds in the order of CLASSES: V R L N Z T; what is said later holds. */
static const struct { const Letter *letters; uint8_t sound; } SOUNDS[] = {
    {u"зж", 4}, {u"мнң", 3}, {u"л", 2}, {u"аоұыяёәеөүіэию", 0}, {u"рйуию", 1},
};
static const struct { const Letter *end, *lost; } SHORTENED[] = {
    {u"ис", u"т"}, {u"ос", u"т"}, {u"ус", u"т"}, {u"ас", u"тс"}, {u"ес", u"тс"}, {u"ам", u"м"}, {u"ал", u"л"}, {u"ез", u"д"},
};
static const Letter *const EITHER[] = {u"ов", u"ев", u"нк", u"рк", u"ий", u"ль", u"рь", u"ог", u"изм", u"кт", u"ск", u"и", u"су"};
static const Letter *const LENGTHENED[] = {u"кті", u"скі", u"фті"};
static const Letter *const OPEN[] = {u"де", u"же", u"ие"};

static uint16_t traits[LETTERS];
static uint8_t sounds[LETTERS];

#define COUNT(table) ((int)(sizeof(table) / sizeof(*(table))))

static int size(const Letter *text) {
    int found = 0;
    while (text[found]) found++;
    return found;
}

static void prepare(void) {
    memset(sounds, 5, sizeof(sounds));
    for (int row = 0; row < COUNT(TRAITS); row++)
        for (const Letter *one = TRAITS[row].letters; *one; one++) traits[*one - FIRST] |= TRAITS[row].trait;
    for (int row = 0; row < COUNT(SOUNDS); row++)
        for (const Letter *one = SOUNDS[row].letters; *one; one++) sounds[*one - FIRST] = SOUNDS[row].sound;
}

static inline int is(Letter letter, int trait) { return traits[letter - FIRST] & trait; }

static int ends(const Letter *text, int count, const Letter *end) {
    int its = size(end);
    return its <= count && !memcmp(text + count - its, end, its * sizeof(Letter));
}

static int ends_with_any(const Letter *text, int count, const Letter *const *all, int number) {
    for (int one = 0; one < number; one++)
        if (ends(text, count, all[one])) return 1;
    return 0;
}

/* Sound laws */

/* Return 0 for back vowels, 1 for front ones, 2 where it may be either. */
static int harmony(const Letter *text, int count) {
    if (is(text[count - 1], BACK | FRONT)) return !is(text[count - 1], BACK);
    if (ends_with_any(text, count, EITHER, COUNT(EITHER))) return 2;
    for (int at = count - 1; at >= 0; at--) {
        if (is(text[at], BACK | FRONT)) return !is(text[at], BACK);
        if (is(text[at], NEUTRAL) && at + 1 < count && !(at && is(text[at - 1], VOWEL))) return 2;
    }
    return 2;
}

/* Return what an ending sees of a word's beginning: the class of its last sound and its harmony, as one number. */
static int before(const Letter *text, int count) {
    int last = count;
    while (last && is(text[last - 1], SIGN)) last--;
    return sounds[text[(last ? last : count) - 1] - FIRST] * 3 + harmony(text, count);
}

static int possible(const Letter *text, int count, Kind kind) {
    int syllabic = 0;
    if (count == SHORTEST && is(text[1], BROAD) && !ends_with_any(text, count, OPEN, COUNT(OPEN))) return 0;
    for (int at = 0; at < count; at++) syllabic |= is(text[at], SYLLABIC);
    if (!syllabic) return 0;
    if (kind == STEM) return 1;
    const Letter *last = text + count - 1;
    if (!is(*last, VERBAL)) return 0;
    return is(*last, SYLLABIC) || is(last[-1], SYLLABIC) || (is(last[-1], BEFORE_LAST) && is(*last, LAST));
}

typedef struct {
    Letter letters[ROOM];
    int count;
} Text;

typedef struct {
    Text all[FORMS];
    int count;
} Forms;

/* Add the first `count` letters of a text, and some more; 0 is no letter. */
static void add(Forms *forms, const Letter *text, int count, Letter one, Letter other) {
    Text *form = &forms->all[forms->count++];
    memcpy(form->letters, text, count * sizeof(Letter));
    form->count = count;
    if (one) form->letters[form->count++] = one;
    if (other) form->letters[form->count++] = other;
}

static void loans(Forms *forms, const Letter *rest, int count) {
    for (int row = 0; row < COUNT(SHORTENED); row++)
        if (ends(rest, count, SHORTENED[row].end))
            for (const Letter *lost = SHORTENED[row].lost; *lost; lost++) add(forms, rest, count, *lost, 0);
    if (ends_with_any(rest, count, LENGTHENED, COUNT(LENGTHENED))) add(forms, rest, count - 1, 0, 0);
}

static Letter hardened(Letter letter) { return letter == u'б' ? u'п' : letter == u'ғ' ? u'қ' : letter == u'г' ? u'к' : letter; }

/* Take the stems that the beginning of a word may stand for before an ending, in the order of grammar.py. */
static void stems(Forms *forms, const Letter *rest, int count, Kind kind, const Letter *ending, int length) {
    Letter first = ending[0], last = rest[count - 1];
    forms->count = 0;
    if (!is(first, SYLLABIC)) {
        add(forms, rest, count, 0, 0);
        if (kind == STEM) loans(forms, rest, count);
        return;
    }
    Letter vowel = harmony(rest, count) == 0 ? u'ы' : u'і';
    if (first == u'ю' || first == u'я') {
        add(forms, rest, count, u'й', 0);
        if (kind == VERB && last == u'и') add(forms, rest, count, 0, 0);
        if (kind == VERB && first == u'ю') add(forms, rest, count, u'й', vowel);
        return;
    }
    if (kind == VERB && (first == u'у' || first == u'и') && !is(last, VOWEL)) add(forms, rest, count, vowel, 0);
    if (first == u'и') return;
    if (kind == VERB) {
        if (ends(rest, count, u"рқ") || ends(rest, count, u"рк")) add(forms, rest, count - 1, vowel, last);
        else add(forms, rest, count - 1, hardened(last), 0);
        if (last == u'у' && length == 2 && (first == u'ы' || first == u'і') && ending[1] == u'п') add(forms, rest, count - 1, u'п', 0);
        return;
    }
    int open = first == u'ы' || first == u'і';
    add(forms, rest, count - 1, hardened(last), 0);
    if (last == u'б' || last == u'г') add(forms, rest, count, 0, 0);
    if (is(last, SOFTENED) && open) add(forms, rest, count, u'ь', 0);
    loans(forms, rest, count);
    if (open && count > SHORTEST && !is(last, VOWEL) && !is(rest[count - 2], VOWEL))
        add(forms, rest, count - 1, vowel, hardened(last));
}

/* Tables */

typedef struct {
    uint8_t slot, ending, length, consonant; /* the code of the consonant it must follow, OTHER for any */
    uint8_t base, made;                      /* kinds, of a derivation */
} Row;

typedef struct {
    Py_buffer children, starts, rows; /* of each node: by letter the next one; by what stands before, where its rows begin */
} Tree;

typedef struct {
    double types[2]; /* by kind; 0 for no such root */
    uint32_t at;     /* in the pool */
    int32_t count;   /* letters; 0 for a free slot */
} Root;

typedef struct {
    int row, tail; /* the link behind it, or END */
    int next;      /* of those that begin at the same place */
    uint8_t slot;
} Link;

typedef struct {
    Text text;
    double types[2]; /* by kind; below 0 for not yet known */
    double likely;
} Found;

enum { AFTER, LOGS, CUBES, RATES, NUMBERS, COLUMNS };
enum { TOTAL, UNKNOWN_STEM, UNKNOWN_VERB, NAMED, ELIDED };

typedef struct {
    PyObject_HEAD
    Tree grammar, derivation;
    Py_buffer columns[COLUMNS];
    PyObject *names;
    int letters, endings;   /* how many there are: codes of letters, and endings with END */
    uint8_t codes[LETTERS]; /* of letters */
    Root *roots;
    Letter *pool;
    size_t slots;
    Link *links; /* what a call works with: under the lock of the interpreter */
    int *order;
    int room, count;
    Found found[STEMS];
    int stems;
} Stems;

static inline const double *numbers(const Stems *self, int column) { return self->columns[column].buf; }

static inline int code(const Stems *self, Letter letter) { return self->codes[letter - FIRST]; }

static uint64_t mixed(const Letter *text, int count) {
    uint64_t hash = 14695981039346656037u; /* FNV-1a */
    for (int at = 0; at < count; at++) hash = (hash ^ text[at]) * 1099511628211u;
    return hash ^ hash >> 29;
}

/* Return where a root is, or would be. */
static Root *root(const Stems *self, const Letter *text, int count) {
    for (size_t slot = mixed(text, count) & (self->slots - 1);; slot = (slot + 1) & (self->slots - 1)) {
        Root *one = &self->roots[slot];
        if (!one->count || (one->count == count && !memcmp(self->pool + one->at, text, count * sizeof(Letter)))) return one;
    }
}

static double types(const Stems *self, const Text *text, Kind kind) { return root(self, text->letters, text->count)->types[kind]; }

/* What evidence.py says of a root that nothing attests */

static double log_probability(const Stems *self, const Text *text, Kind kind) {
    size_t letters = self->letters;
    const double *cube = numbers(self, CUBES) + kind * letters * letters * letters;
    size_t start = letters - 2, stop = letters - 1, one = start, two = start;
    double sum = 0.0;
    for (int at = 0; at <= text->count; at++) {
        size_t three = at < text->count ? (size_t)code(self, text->letters[at]) : stop;
        sum += cube[(one * letters + two) * letters + three];
        one = two;
        two = three;
    }
    return sum;
}

static const Row *rows_of(const Tree *tree, int node, int before, int *count) {
    const int32_t *starts = (const int32_t *)tree->starts.buf + node * 18 + before;
    *count = starts[1] - starts[0];
    return (const Row *)tree->rows.buf + starts[0];
}

static int step(const Stems *self, const Tree *tree, int node, Letter letter) {
    return ((const int16_t *)tree->children.buf)[node * self->letters + code(self, letter)];
}

static int fits(const Stems *self, const Row *row, const Letter *text, int count) {
    if (!row->consonant) return 1;
    while (count && is(text[count - 1], VOWEL)) count--;
    return count && code(self, text[count - 1]) == row->consonant;
}

static double made(const Stems *self, const Text *text, Kind kind) {
    double sum = 0.0;
    Forms bases;
    for (int at = text->count - 1, node = 0; at >= SHORTEST; at--) {
        int count;
        if ((node = step(self, &self->derivation, node, text->letters[at])) < 0) break;
        const Row *row = rows_of(&self->derivation, node, before(text->letters, at), &count);
        for (; count--; row++) {
            if (row->made != kind || !fits(self, row, text->letters, at)) continue;
            stems(&bases, text->letters, at, row->base, text->letters + at, row->length);
            for (int one = 0; one < bases.count; one++)
                sum += types(self, &bases.all[one], row->base) * numbers(self, RATES)[row->ending];
        }
    }
    return sum;
}

static int named(const Stems *self, const Text *text, Kind kind) {
    if (kind == VERB) return 0;
    for (Py_ssize_t one = 0; one < PyTuple_GET_SIZE(self->names); one++) {
        PyObject *name = PyTuple_GET_ITEM(self->names, one);
        int its = (int)PyUnicode_GET_LENGTH(name);
        if (its <= text->count && !memcmp(text->letters + text->count - its, PyUnicode_2BYTE_DATA(name), its * sizeof(Letter))) return 1;
    }
    return 0;
}

static double expected(const Stems *self, const Text *text, Kind kind) {
    const double *given = numbers(self, NUMBERS);
    double spelt = given[UNKNOWN_STEM + kind] * exp(log_probability(self, text, kind));
    return (named(self, text, kind) ? given[NAMED] : 1.0) * spelt + made(self, text, kind);
}

/* Readings */

/* Put the links that begin at a place side by side, those of a slot together, in the order of grammar.py. */
static int sorted(Stems *self, int head, int at) {
    uint64_t seen = 0;
    for (int first = head; first != END; first = self->links[first].next) {
        uint64_t slot = UINT64_C(1) << self->links[first].slot;
        if (seen & slot) continue;
        seen |= slot;
        for (int one = first; one != END; one = self->links[one].next)
            if (self->links[one].slot == self->links[first].slot) self->order[at++] = one;
    }
    return at;
}

static int linked(Stems *self, int row, uint8_t slot, int tail, int *head, int *last) {
    if (self->count == self->room) {
        int room = 2 * self->room + 64;
        Link *links = PyMem_Realloc(self->links, room * sizeof(Link));
        if (links) self->links = links;
        int *order = PyMem_Realloc(self->order, room * sizeof(int));
        if (order) self->order = order;
        if (!links || !order) return -1;
        self->room = room;
    }
    self->links[self->count] = (Link){row, tail, END, slot};
    *(*head == END ? head : &self->links[*last].next) = self->count;
    *last = self->count++;
    return 0;
}

/* Find the chains of endings that lead from a place of a word to its end: those of a place are `order[starts[place]:stops[place]]`. */
static int chains(Stems *self, const Letter *word, int count, int *starts, int *stops) {
    int heads[LONGEST + 1], lasts[LONGEST + 1], kept[LONGEST + 1], filled = 0;
    const uint64_t *after = self->columns[AFTER].buf;
    for (int place = 0; place <= count; place++) heads[place] = lasts[place] = kept[place] = END;
    self->count = 0;
    for (int stop = count; stop >= SHORTEST; stop--) {
        starts[stop] = filled;
        stops[stop] = filled = sorted(self, heads[stop], filled);
        if (stop < count && starts[stop] == stops[stop]) continue;
        for (int place = stop - 1, node = 0; place >= SHORTEST; place--) {
            int rows;
            if ((node = step(self, &self->grammar, node, word[place])) < 0) break;
            if (kept[place] == END) kept[place] = before(word, place);
            const Row *row = rows_of(&self->grammar, node, kept[place], &rows);
            for (; rows--; row++) {
                int number = (int)(row - (const Row *)self->grammar.rows.buf);
                if (!fits(self, row, word, place)) continue;
                if (stop == count && linked(self, number, row->slot, END, &heads[place], &lasts[place]) < 0) return -1;
                for (int one = starts[stop]; one < stops[stop]; one++)
                    if (after[row->slot] >> self->links[self->order[one]].slot & 1)
                        if (linked(self, number, row->slot, self->order[one], &heads[place], &lasts[place]) < 0) return -1;
            }
        }
    }
    return 0;
}

static double chain(const Stems *self, Kind kind, int link) {
    const double *logs = numbers(self, LOGS);
    double score = 0.0;
    int last = kind; /* the first two rows of the table */
    for (; link != END; link = self->links[link].tail) {
        const Row *row = (const Row *)self->grammar.rows.buf + self->links[link].row;
        score += logs[last * self->endings + row->ending];
        last = row->slot;
    }
    return exp(score + logs[last * self->endings + self->endings - 1]);
}

/* Add the likelihood of one reading to that of its stem. */
static int counted(Stems *self, const Text *text, Kind kind, int elided, int link) {
    Found *one = self->found, *end = one + self->stems;
    while (one < end && (one->text.count != text->count || memcmp(one->text.letters, text->letters, text->count * sizeof(Letter)))) one++;
    if (one == end) {
        if (self->stems == STEMS) return -1;
        *one = (Found){*text, {-1.0, -1.0}, 0.0};
        self->stems++;
    }
    if (one->types[kind] < 0) {
        one->types[kind] = types(self, text, kind);
        if (one->types[kind] == 0.0) one->types[kind] = expected(self, text, kind);
    }
    const double *given = numbers(self, NUMBERS);
    one->likely += one->types[kind] / given[TOTAL] * (elided ? given[ELIDED] : 1.0) * chain(self, kind, link);
    return 0;
}

static int weighed(Stems *self, const Text *word) {
    int starts[LONGEST + 1], stops[LONGEST + 1];
    const uint64_t *after = self->columns[AFTER].buf;
    Forms forms;
    self->stems = 0;
    if (chains(self, word->letters, word->count, starts, stops) < 0) return -1;
    for (Kind kind = STEM; kind <= VERB; kind++) {
        if (counted(self, word, kind, 0, END) < 0) return -1;
        for (int place = SHORTEST; place < word->count; place++)
            for (int at = starts[place]; at < stops[place]; at++) {
                const Row *row = (const Row *)self->grammar.rows.buf + self->links[self->order[at]].row;
                if (!(after[kind] >> row->slot & 1)) continue;
                stems(&forms, word->letters, place, kind, word->letters + place, row->length);
                for (int one = 0; one < forms.count; one++) {
                    const Text *stem = &forms.all[one];
                    if (!possible(stem->letters, stem->count, kind)) continue;
                    if (counted(self, stem, kind, kind == STEM && stem->count > place, self->order[at]) < 0) return -1;
                }
            }
    }
    return 0;
}

/* What Python sees */

/* Take the letters of a Cyrillic word; return 0 for one that the grammar has nothing to say of. */
static int taken(PyObject *word, Text *text) {
    Py_ssize_t count = PyUnicode_GET_LENGTH(word);
    if (count < 1 || count > LONGEST || PyUnicode_KIND(word) != PyUnicode_2BYTE_KIND) return 0;
    memcpy(text->letters, PyUnicode_2BYTE_DATA(word), count * sizeof(Letter));
    text->count = (int)count;
    for (int at = 0; at < count; at++)
        if (text->letters[at] < FIRST || text->letters[at] >= FIRST + LETTERS) return 0;
    return 1;
}

static int likelier(const void *first, const void *second) {
    const Found *one = first, *other = second;
    if (one->likely != other->likely) return one->likely > other->likely ? -1 : 1;
    if (one->text.count != other->text.count) return one->text.count - other->text.count;
    for (int at = 0; at < one->text.count; at++)
        if (one->text.letters[at] != other->text.letters[at]) return one->text.letters[at] - other->text.letters[at];
    return 0;
}

PyDoc_STRVAR(of_says, "of(word): each stem of a folded word and how likely it is, the likeliest first; see `weighed`");

static PyObject *of(PyObject *given, PyObject *word) {
    Stems *self = (Stems *)given;
    Text text;
    if (!PyUnicode_Check(word) || !taken(word, &text))
        return PyErr_Format(PyExc_ValueError, "no word of at most %d Cyrillic letters: %R", LONGEST, word);
    if (weighed(self, &text) < 0) return PyErr_NoMemory();
    /* What Python runs while it collects garbage may ask for a word too, and find its stems where these are. */
    int stems = self->stems;
    Found *found = PyMem_Malloc(((size_t)stems + 1) * sizeof(Found));
    if (!found) return PyErr_NoMemory();
    memcpy(found, self->found, (size_t)stems * sizeof(Found));
    qsort(found, (size_t)stems, sizeof(Found), likelier);
    PyObject *rows = PyList_New(stems);
    for (int at = 0; rows && at < stems; at++) {
        const Found *one = &found[at];
        PyObject *stem = PyUnicode_FromKindAndData(PyUnicode_2BYTE_KIND, one->text.letters, one->text.count);
        PyObject *row = stem ? Py_BuildValue("(Nd)", stem, one->likely) : NULL;
        if (!row) Py_CLEAR(rows);
        else PyList_SET_ITEM(rows, at, row);
    }
    PyMem_Free(found);
    return rows;
}

/* Take what is known of roots, {(stem, kind): types}, those that a word may have. */
static int rooted(Stems *self, PyObject *roots) {
    PyObject *key, *value;
    Py_ssize_t at = 0;
    uint32_t filled = 0;
    self->slots = 64;
    while (self->slots < 2 * (size_t)PyDict_GET_SIZE(roots)) self->slots *= 2;
    self->roots = PyMem_Calloc(self->slots, sizeof(Root));
    self->pool = PyMem_Calloc(PyDict_GET_SIZE(roots) + 1, sizeof(Text));
    if (!self->roots || !self->pool) return PyErr_NoMemory(), -1;
    while (PyDict_Next(roots, &at, &key, &value)) {
        PyObject *stem, *kind;
        Text text;
        if (!PyArg_ParseTuple(key, "UU", &stem, &kind)) return -1;
        double types = PyFloat_AsDouble(value);
        if (types == -1.0 && PyErr_Occurred()) return -1;
        if (!taken(stem, &text)) continue;
        Root *one = root(self, text.letters, text.count);
        if (!one->count) {
            *one = (Root){{0.0, 0.0}, filled, text.count};
            memcpy(self->pool + filled, text.letters, text.count * sizeof(Letter));
            filled += text.count;
        }
        one->types[PyUnicode_CompareWithASCIIString(kind, "verb") == 0] = types;
    }
    return 0;
}

static int coded(Stems *self, PyObject *letters) {
    self->letters = (int)PyUnicode_GET_LENGTH(letters) + 3; /* another, the start and the end of a word */
    for (Py_ssize_t at = 0; at < PyUnicode_GET_LENGTH(letters); at++) {
        Py_UCS4 letter = PyUnicode_READ_CHAR(letters, at);
        if (letter < FIRST || letter >= FIRST + LETTERS) return PyErr_SetString(PyExc_ValueError, "letters are Cyrillic"), -1;
        self->codes[letter - FIRST] = (uint8_t)(at + 1);
    }
    return 0;
}

static int named_by(PyObject *names) {
    for (Py_ssize_t at = 0; at < PyTuple_GET_SIZE(names); at++) {
        PyObject *name = PyTuple_GET_ITEM(names, at);
        if (!PyUnicode_Check(name) || PyUnicode_KIND(name) != PyUnicode_2BYTE_KIND)
            return PyErr_SetString(PyExc_ValueError, "ends of names are Cyrillic"), -1;
    }
    return 0;
}

/* Whether the columns are as long as the letters, slots and endings have it. */
static int fitting(const Stems *self) {
    Py_ssize_t cube = (Py_ssize_t)self->letters * self->letters * self->letters, its = sizeof(double);
    Py_ssize_t slots = self->columns[AFTER].len / (Py_ssize_t)sizeof(uint64_t);
    if (self->columns[CUBES].len == 2 * cube * its && self->columns[LOGS].len == slots * self->endings * its
        && self->columns[NUMBERS].len == (ELIDED + 1) * its) return 1;
    PyErr_SetString(PyExc_ValueError, "the tables do not fit each other: see flat.py");
    return 0;
}

static void closed(PyObject *given) {
    Stems *self = (Stems *)given;
    PyTypeObject *type = Py_TYPE(given);
    Py_buffer *views[] = {&self->grammar.children, &self->grammar.starts, &self->grammar.rows,
                          &self->derivation.children, &self->derivation.starts, &self->derivation.rows};
    for (int one = 0; one < COUNT(views); one++) PyBuffer_Release(views[one]);
    for (int one = 0; one < COLUMNS; one++) PyBuffer_Release(&self->columns[one]);
    Py_XDECREF(self->names);
    PyMem_Free(self->roots);
    PyMem_Free(self->pool);
    PyMem_Free(self->links);
    PyMem_Free(self->order);
    type->tp_free(given);
    Py_DECREF(type);
}

static PyObject *opened(PyTypeObject *type, PyObject *args, PyObject *named) {
    Stems *self = (Stems *)type->tp_alloc(type, 0);
    PyObject *letters, *roots, *names;
    (void)named;
    if (!self) return NULL;
    Tree *g = &self->grammar, *d = &self->derivation;
    Py_buffer *c = self->columns;
    if (!PyArg_ParseTuple(args, "UO!O!i(y*y*y*)(y*y*y*)y*y*y*y*y*", &letters, &PyDict_Type, &roots, &PyTuple_Type, &names,
                          &self->endings, &g->children, &g->starts, &g->rows, &d->children, &d->starts, &d->rows,
                          &c[AFTER], &c[LOGS], &c[CUBES], &c[RATES], &c[NUMBERS])
        || coded(self, letters) < 0 || named_by(names) < 0 || !fitting(self) || rooted(self, roots) < 0) {
        Py_DECREF(self);
        return NULL;
    }
    self->names = Py_NewRef(names);
    return (PyObject *)self;
}

static PyMethodDef methods[] = {{"of", of, METH_O, of_says}, {NULL, NULL, 0, NULL}};

static PyType_Slot slots[] = {
    {Py_tp_new, opened}, {Py_tp_dealloc, closed}, {Py_tp_methods, methods}, {0, NULL}};

static PyType_Spec spec = {"indexer.language.kazakh._stems.Stems", sizeof(Stems), 0, Py_TPFLAGS_DEFAULT, slots};

static int filled(PyObject *module) {
    PyObject *type = PyType_FromSpec(&spec);
    prepare();
    int failed = !type || PyModule_AddObjectRef(module, "Stems", type) < 0;
    Py_XDECREF(type);
    return failed ? -1 : 0;
}

static PyModuleDef_Slot module_slots[] = {{Py_mod_exec, filled}, {0, NULL}};

static PyModuleDef module = {
    PyModuleDef_HEAD_INIT, "_stems", "The stems of Kazakh words, compiled.", 0, NULL, module_slots, NULL, NULL, NULL};

PyMODINIT_FUNC PyInit__stems(void) { return PyModuleDef_Init(&module); }

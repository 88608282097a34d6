/* Loaded before the C library (LD_PRELOAD): notes what a process does to the files below SHIM_FOLDER, or lets it fail.

   A note is a header (kind, three numbers, two lengths), a path or the data, and a second path. The file of notes is
   SHIM_NOTES. Of SQLite's -shm only failures: it is memory that processes share, and means nothing after a power cut. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILES 4096
#define REAL(name) ((__typeof__(&name))real(#name))
#define SHARED 2

static char watched[FILES]; /* by handle: 1, or SHARED for a -shm */
static int notes = -1;
static long calls, fail_from = -1, fail_to = -1;
static int fail_errno, fail_short;

static void *real(const char *name) { return dlsym(RTLD_NEXT, name); }

/* What the workload calls. */
void shim_record(const char *file) { notes = REAL(open)(file, O_WRONLY | O_CREAT | O_TRUNC, 0600); }
void shim_fail(long from, long to, int error, int half) { calls = 0, fail_from = from, fail_to = to, fail_errno = error, fail_short = half; }
long shim_calls(void) { return calls; }

static int below(const char *path) {
    const char *folder = getenv("SHIM_FOLDER");
    return folder && path && !strncmp(path, folder, strlen(folder));
}

static int shared(const char *path) {
    size_t n = strlen(path);
    return n > 4 && !strcmp(path + n - 4, "-shm");
}

static void note(char kind, int64_t a, int64_t b, int64_t c, const void *one, uint32_t size, const char *two) {
    if (notes < 0) return;
    int64_t head[6] = {kind, a, b, c, size, two ? (int64_t)strlen(two) : 0};
    int kept = errno;
    REAL(write)(notes, head, sizeof head);
    REAL(write)(notes, one, size);
    if (two) REAL(write)(notes, two, strlen(two));
    errno = kept;
}

void shim_mark(const char *text) { note('m', 0, 0, 0, text, strlen(text), NULL); }

static int fails(void) {
    if (fail_from < 0) return 0;
    long n = calls++;
    if (n < fail_from || n >= fail_to) return 0;
    errno = fail_errno;
    return 1;
}

static int is_watched(int handle) { return handle >= 0 && handle < FILES && watched[handle]; }
static int recorded(int handle) { return is_watched(handle) && watched[handle] != SHARED; }

static const char *whole(int at, const char *path, char *room) {
    char link[64];
    if (!path || path[0] == '/') return path;
    if (at == AT_FDCWD) return getcwd(room, PATH_MAX) ? strcat(strcat(room, "/"), path) : path;
    snprintf(link, sizeof link, "/proc/self/fd/%d", at);
    ssize_t n = readlink(link, room, PATH_MAX - 1);
    if (n < 0) return path;
    room[n] = 0;
    return strcat(strcat(room, "/"), path);
}

static int opening(const char *path, int flags, mode_t mode, int at, const char *given) {
    int ours = below(path), changes = flags & (O_CREAT | O_TRUNC);
    int was = ours && !access(path, F_OK);
    if (ours && changes && (!was || flags & O_TRUNC) && fails()) return -1;
    int handle = REAL(openat)(at, given, flags, mode);
    if (handle >= 0 && handle < FILES) {
        watched[handle] = ours ? (shared(path) ? SHARED : 1) : 0;
        if (recorded(handle)) note('o', handle, !was, flags & O_TRUNC ? 1 : 0, path, strlen(path), NULL);
    }
    return handle;
}

#define MODE mode_t mode = 0; if (flags & (O_CREAT | O_TMPFILE)) { va_list l; va_start(l, flags); mode = va_arg(l, int); va_end(l); }
int open(const char *path, int flags, ...) { MODE char room[PATH_MAX * 2]; return opening(whole(AT_FDCWD, path, room), flags, mode, AT_FDCWD, path); }
int open64(const char *path, int flags, ...) { MODE char room[PATH_MAX * 2]; return opening(whole(AT_FDCWD, path, room), flags, mode, AT_FDCWD, path); }
int openat(int at, const char *path, int flags, ...) { MODE char room[PATH_MAX * 2]; return opening(whole(at, path, room), flags, mode, at, path); }
int openat64(int at, const char *path, int flags, ...) { MODE char room[PATH_MAX * 2]; return opening(whole(at, path, room), flags, mode, at, path); }

int close(int handle) {
    if (recorded(handle)) note('c', handle, 0, 0, "", 0, NULL);
    if (is_watched(handle)) watched[handle] = 0;
    return REAL(close)(handle);
}

static ssize_t writing(int handle, const void *data, size_t size, off_t at, int placed) {
    if (!is_watched(handle)) return placed ? REAL(pwrite)(handle, data, size, at) : REAL(write)(handle, data, size);
    if (fails()) {
        if (!fail_short || size < 2) return -1;
        fail_short = 0;
        size /= 2; /* the disk takes half of it; the next call finds it full */
    }
    if (!placed) at = lseek(handle, 0, SEEK_CUR);
    ssize_t done = placed ? REAL(pwrite)(handle, data, size, at) : REAL(write)(handle, data, size);
    if (done > 0 && recorded(handle)) note('w', handle, at, 0, data, done, NULL);
    return done;
}

ssize_t write(int handle, const void *data, size_t size) { return writing(handle, data, size, 0, 0); }
ssize_t pwrite(int handle, const void *data, size_t size, off_t at) { return writing(handle, data, size, at, 1); }
ssize_t pwrite64(int handle, const void *data, size_t size, off64_t at) { return writing(handle, data, size, at, 1); }

static int syncing(int handle, int whole_file) {
    if (is_watched(handle) && fails()) return -1;
    int done = whole_file ? REAL(fsync)(handle) : REAL(fdatasync)(handle);
    if (!done && recorded(handle)) note('s', handle, 0, 0, "", 0, NULL);
    return done;
}

int fsync(int handle) { return syncing(handle, 1); }
int fdatasync(int handle) { return syncing(handle, 0); }

static int cutting(int handle, off_t size) {
    if (is_watched(handle) && fails()) return -1;
    int done = REAL(ftruncate)(handle, size);
    if (!done && recorded(handle)) note('t', handle, size, 0, "", 0, NULL);
    return done;
}

int ftruncate(int handle, off_t size) { return cutting(handle, size); }
int ftruncate64(int handle, off64_t size) { return cutting(handle, size); }

int renameat(int from, const char *old, int to, const char *new) {
    char a[PATH_MAX * 2], b[PATH_MAX * 2];
    const char *one = whole(from, old, a), *two = whole(to, new, b);
    if (below(one) && fails()) return -1;
    int done = REAL(renameat)(from, old, to, new);
    if (!done && below(one)) note('r', 0, 0, 0, one, strlen(one), two);
    return done;
}

int rename(const char *old, const char *new) { return renameat(AT_FDCWD, old, AT_FDCWD, new); }

int unlinkat(int at, const char *path, int flags) {
    char room[PATH_MAX * 2];
    const char *name = whole(at, path, room);
    int done = REAL(unlinkat)(at, path, flags);
    if (!done && below(name) && !shared(name)) note('u', 0, 0, 0, name, strlen(name), NULL);
    return done;
}

int unlink(const char *path) { return unlinkat(AT_FDCWD, path, 0); }
int rmdir(const char *path) { return unlinkat(AT_FDCWD, path, AT_REMOVEDIR); }

int mkdirat(int at, const char *path, mode_t mode) {
    char room[PATH_MAX * 2];
    const char *name = whole(at, path, room);
    if (below(name) && fails()) return -1;
    int done = REAL(mkdirat)(at, path, mode);
    if (!done && below(name)) note('d', 0, 0, 0, name, strlen(name), NULL);
    return done;
}

int mkdir(const char *path, mode_t mode) { return mkdirat(AT_FDCWD, path, mode); }

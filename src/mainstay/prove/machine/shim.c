/* What C code asks the C library for, answered from the simulation: clocks, entropy, and refusals of sleeping, threads
 * and other programs. Loaded before the C library (LD_PRELOAD). It answers only while a simulated program runs; the hub
 * writes `mainstay_page`. Everything else goes to the real functions. At the end: what makes forks of snapshots cheap. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <pthread.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/types.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <threads.h>
#include <time.h>
#include <unistd.h>

#define SECOND 1000000000LL

/* Nanoseconds; `host` is the number of the running host, from 0; `told` is called with the name of a refused function. Mirrored by shim.py. */
struct page {
    volatile int64_t active, wall, steady, seed, pid, host;
    void (*told)(const char *);
};
__attribute__((visibility("default"))) struct page mainstay_page;

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))
#define ACTIVE (mainstay_page.active)

static void tell(const char *name)
{
    if (mainstay_page.told)
        mainstay_page.told(name);
}

static int64_t now(clockid_t clock)
{
    int wall = clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE || clock == CLOCK_TAI;
    return wall ? mainstay_page.wall : mainstay_page.steady;
}

int clock_gettime(clockid_t clock, struct timespec *at)
{
    static int (*real)(clockid_t, struct timespec *);
    if (ACTIVE) {
        at->tv_sec = now(clock) / SECOND;
        at->tv_nsec = now(clock) % SECOND;
        return 0;
    }
    if (!real)
        real = REAL(clock_gettime);
    return real(clock, at);
}

int gettimeofday(struct timeval *restrict at, void *restrict zone)
{
    struct timespec found;
    int status = clock_gettime(CLOCK_REALTIME, &found);
    (void)zone;
    at->tv_sec = found.tv_sec;
    at->tv_usec = found.tv_nsec / 1000;
    return status;
}

time_t time(time_t *at)
{
    struct timespec found;
    clock_gettime(CLOCK_REALTIME, &found);
    if (at)
        *at = found.tv_sec;
    return found.tv_sec;
}

pid_t getpid(void)
{
    return ACTIVE ? (pid_t)mainstay_page.pid : ((pid_t(*)(void))dlsym(RTLD_NEXT, "getpid"))();
}

/* splitmix64 (Steele, Lea, Flood, OOPSLA 2014) */
static uint64_t drawn(void)
{
    uint64_t z = (uint64_t)(mainstay_page.seed += (int64_t)0x9E3779B97F4A7C15ULL);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31);
}

ssize_t getrandom(void *buffer, size_t size, unsigned flags)
{
    if (!ACTIVE)
        return ((ssize_t(*)(void *, size_t, unsigned))dlsym(RTLD_NEXT, "getrandom"))(buffer, size, flags);
    for (size_t at = 0; at < size; at++)
        ((unsigned char *)buffer)[at] = (unsigned char)drawn();
    return (ssize_t)size;
}

int getentropy(void *buffer, size_t size)
{
    return getrandom(buffer, size, 0) == (ssize_t)size ? 0 : -1;
}

/* The C library by its name is the whole program, where the functions of this file are found first: who looks them up
 * by name (ctypes, cffi) must not find the real ones. */
void *dlopen(const char *name, int flags)
{
    static const char *const parts[] = {"libc.so.6", "librt.so.1", "libdl.so.2", "libutil.so.1"};
    void *(*real)(const char *, int) = REAL(dlopen);
    const char *last = name ? strrchr(name, '/') : NULL;
    for (size_t each = 0; name && each < sizeof parts / sizeof *parts; each++)
        if (!strcmp(last ? last + 1 : name, parts[each]))
            return real(NULL, flags);
    return real(name, flags);
}

/* The addresses of the running host, as host.py gives them: 10.0.a.b and fd00::n, besides loopback. */
struct face {
    struct ifaddrs entry;
    union { struct sockaddr_in four; struct sockaddr_in6 six; } address, mask;
};

static void fill(struct face *at, const char *name, unsigned flags, int family, const char *address, int bits)
{
    unsigned char *mask;
    at->entry.ifa_name = (char *)name;
    at->entry.ifa_flags = flags;
    at->entry.ifa_addr = (struct sockaddr *)&at->address;
    at->entry.ifa_netmask = (struct sockaddr *)&at->mask;
    at->address.four.sin_family = at->mask.four.sin_family = (sa_family_t)family;
    if (family == AF_INET) {
        inet_pton(family, address, &at->address.four.sin_addr);
        mask = (unsigned char *)&at->mask.four.sin_addr;
    } else {
        inet_pton(family, address, &at->address.six.sin6_addr);
        mask = (unsigned char *)&at->mask.six.sin6_addr;
    }
    for (int each = 0; each < bits / 8; each++)
        mask[each] = 0xFF;
}

int getifaddrs(struct ifaddrs **found)
{
    static int (*real)(struct ifaddrs **);
    char four[INET6_ADDRSTRLEN], six[INET6_ADDRSTRLEN];
    unsigned up = IFF_UP | IFF_RUNNING, loopback = up | IFF_LOOPBACK, other = up | IFF_BROADCAST | IFF_MULTICAST;
    unsigned number = (unsigned)mainstay_page.host;
    struct face *faces;
    if (!ACTIVE) {
        if (!real)
            real = REAL(getifaddrs);
        return real(found);
    }
    faces = calloc(4, sizeof *faces);
    if (!faces)
        return -1;
    snprintf(four, sizeof four, "10.0.%u.%u", number / 250, number % 250 + 1);
    snprintf(six, sizeof six, "fd00::%x", number + 1);
    fill(faces, "lo", loopback, AF_INET, "127.0.0.1", 8);
    fill(faces + 1, "eth0", other, AF_INET, four, 16);
    fill(faces + 2, "lo", loopback, AF_INET6, "::1", 128);
    fill(faces + 3, "eth0", other, AF_INET6, six, 64);
    for (int each = 0; each < 3; each++)
        faces[each].entry.ifa_next = &faces[each + 1].entry;
    *found = &faces->entry;
    return 0;
}

void freeifaddrs(struct ifaddrs *list)
{
    free(list); /* one block, here as in the GNU C library */
}

/* Refused, as a number or with errno. */
#define REFUSED(type, name, parameters, arguments, status, number)   \
    type name parameters                                             \
    {                                                                \
        if (!ACTIVE)                                                 \
            return ((type(*) parameters)dlsym(RTLD_NEXT, #name)) arguments; \
        tell(#name);                                                 \
        errno = number;                                              \
        return status;                                               \
    }

REFUSED(int, nanosleep, (const struct timespec *wanted, struct timespec *rest), (wanted, rest), -1, EPERM)
REFUSED(int, usleep, (useconds_t wanted), (wanted), -1, EPERM)
REFUSED(unsigned, sleep, (unsigned wanted), (wanted), wanted, EPERM)
REFUSED(int, system, (const char *command), (command), -1, EPERM)
REFUSED(FILE *, popen, (const char *command, const char *mode), (command, mode), NULL, EPERM)
REFUSED(int, pthread_create,
        (pthread_t *restrict thread, const pthread_attr_t *restrict how, void *(*body)(void *), void *restrict argument),
        (thread, how, body, argument), EAGAIN, EAGAIN)
REFUSED(int, thrd_create, (thrd_t *thread, thrd_start_t body, void *argument), (thread, body, argument), thrd_error, EAGAIN)
REFUSED(int, posix_spawn,
        (pid_t *restrict pid, const char *restrict path, const posix_spawn_file_actions_t *files,
         const posix_spawnattr_t *restrict how, char *const argv[restrict], char *const environ[restrict]),
        (pid, path, files, how, argv, environ), EPERM, EPERM)
REFUSED(int, posix_spawnp,
        (pid_t *restrict pid, const char *restrict path, const posix_spawn_file_actions_t *files,
         const posix_spawnattr_t *restrict how, char *const argv[restrict], char *const environ[restrict]),
        (pid, path, files, how, argv, environ), EPERM, EPERM)

/* What fence.py lets pass carries this as its sixth argument: a call that it traps is answered in Python, in 0.5 ms. */
#define PASS 0x6d61696eL

/* A connection to the pool that listens at `path`: a descriptor from `least` on, or -1. */
__attribute__((visibility("default"))) int mainstay_connected(const char *path, int least)
{
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    int first = (int)syscall(SYS_socket, AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0L, 0L, 0L, PASS), kept;
    strncpy(at.sun_path, path, sizeof at.sun_path - 1);
    if (first < 0 || syscall(SYS_connect, first, &at, sizeof at, 0L, 0L, PASS))
        return -1;
    kept = fcntl(first, F_DUPFD_CLOEXEC, least);
    close(first);
    return kept;
}

/* The life of a copy of a simulation (link.py): a fork for each line at `asked` that is a number. Returns that number in
 * the fork, whose connection to the pool at `path` is then the descriptor `own`; 0 when nobody asks any more.
 *
 * Python would write to its own memory here. Each page that a copy writes to while a fork of it lives is copied, and
 * each large page is split, so that all later forks take longer. */
__attribute__((visibility("default"))) int mainstay_forks(int asked, const char *path, int own)
{
    char byte;
    int number = 0;
    ssize_t got;
    while ((got = read(asked, &byte, 1)) == 1 || (got < 0 && errno == EINTR)) {
        if (got == 1 && byte != '\n')
            number = number * 10 + byte - '0';
        if (got != 1 || byte != '\n')
            continue;
        while (waitpid(-1, NULL, WNOHANG) > 0)
            ;
        if (fork() == 0) {
            close(asked);
            if (mainstay_connected(path, own) != own)
                _exit(1);
            return number;
        }
        number = 0;
    }
    return 0;
}

/* Arenas of Python's objects (1 MiB each, from Python 3.10) lie in one span of large pages. A fork copies an entry for
 * each page and a record for each span, and its end frees them all again: where each arena is a span of its own, small
 * pages and spans are thousands, and not even asking the kernel to gather them (pages.py) helps with most of them. */
#define ARENA (1UL << 20)
#define LARGE (1UL << 21)
#define ARENAS 16384UL

static char *arenas;
static unsigned char taken[ARENAS];

typedef void *mapping(void *, size_t, int, int, int, off_t);

static void *arena(mapping *real)
{
    if (!arenas) {
        char *span = real(NULL, ARENAS * ARENA + LARGE, PROT_READ | PROT_WRITE,
                          MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (span == MAP_FAILED)
            return span;
        arenas = (char *)(((uintptr_t)span + LARGE - 1) & ~(LARGE - 1));
        madvise(arenas, ARENAS * ARENA, MADV_HUGEPAGE);
    }
    for (size_t each = 0; each < ARENAS; each++)
        if (!taken[each]) {
            taken[each] = 1;
            return arenas + each * ARENA;
        }
    return MAP_FAILED;
}

void *mmap(void *at, size_t size, int rights, int flags, int fd, off_t offset)
{
    static mapping *real;
    void *found = MAP_FAILED;
    if (!real)
        real = REAL(mmap);
    if (!at && size == ARENA && rights == (PROT_READ | PROT_WRITE) && flags == (MAP_PRIVATE | MAP_ANONYMOUS) && fd == -1)
        found = arena(real);
    return found == MAP_FAILED ? real(at, size, rights, flags, fd, offset) : found;
}

void *mmap64(void *at, size_t size, int rights, int flags, int fd, off64_t offset)
{
    return mmap(at, size, rights, flags, fd, offset);
}

int munmap(void *at, size_t size)
{
    static int (*real)(void *, size_t);
    size_t offset = (size_t)((char *)at - arenas); /* far too large for what lies before */
    if (arenas && size == ARENA && offset < ARENAS * ARENA && offset % ARENA == 0) {
        taken[offset / ARENA] = 0;
        return madvise(at, size, MADV_DONTNEED);
    }
    if (!real)
        real = REAL(munmap);
    return real(at, size);
}

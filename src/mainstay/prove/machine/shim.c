/* What C code asks the C library for, answered from the simulation: clocks, entropy, and refusals of sleeping, threads
 * and other programs. Loaded before the C library (LD_PRELOAD). It answers only while a simulated program runs; the hub
 * writes `mainstay_page`. Everything else goes to the real functions. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/time.h>
#include <sys/types.h>
#include <threads.h>
#include <time.h>

#define SECOND 1000000000LL

/* Nanoseconds; `told` is called with the name of a refused function. Mirrored by shim.py. */
struct page {
    volatile int64_t active, wall, steady, seed, pid;
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

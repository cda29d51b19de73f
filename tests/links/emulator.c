/* emulator: two network namespaces joined by one emulated link.
 *
 *   emulator [SETTINGS]        both directions alike; then read commands from stdin, one a line:
 *     set up|down|both KEY=VALUE ...   rate_mbps delay_ms jitter_ms loss_percent queue_ms queue_packets
 *     block [udp] [tcp] [port=N ...] [all]   drop such packets in both directions; no word: drop nothing
 *     stats                            one line of JSON
 *   The end of stdin ends it. "up" leads from the client's side to the server's.
 *
 * Prints {"client": PID, "server": PID}: processes that hold the namespaces open for nsenter. The namespaces have
 * no names, the TUN devices live as long as this process, the holders die with it: nothing is left behind, however
 * it ends. Needs root, or a kernel that lets a user make namespaces.
 *
 * One direction: random loss, then a queue of bounded length in front of a bottleneck, then delay with jitter
 * (uniform, order kept). rate 0 is unbounded.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <linux/ipv6.h>
#include <net/if.h>
#include <net/route.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MTU 1500
#define PORTS 8

static void fail(const char *what) {
    fprintf(stderr, "emulator: %s: %s\n", what, strerror(errno));
    exit(1);
}

static int64_t now_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000LL + t.tv_nsec;
}

/* ---- one direction ---- */

struct packet {
    struct packet *next;
    int64_t in_ns, out_ns;
    int length, udp;
    unsigned char data[MTU];
};

struct count {
    long long in, lost, overflowed, blocked, out, out_bytes;
};

struct direction {
    double rate_mbps, delay_ms, jitter_ms, loss_percent, queue_ms;
    long queue_packets; /* the least that the queue holds, however slow the link */
    struct packet *head, *tail;
    int64_t free_ns, last_out_ns;
    struct count all, udp;
    /* of UDP: how long they took, and how much that differed from one to the next (RFC 3550's |D|, its mean) */
    long long timed, pairs;
    double took_ms, differed_ms, before_ms;
};

static struct direction ways[2]; /* 0: up, 1: down */
static int drop_udp, drop_tcp, drop_all, ports[PORTS], port_count;
static struct packet *spare;

static double chance(void) { return drand48(); }

static int is_udp(const unsigned char *d, int n) {
    if (n >= 20 && d[0] >> 4 == 4) return d[9] == 17;
    if (n >= 40 && d[0] >> 4 == 6) return d[6] == 17;
    return 0;
}

static int is_blocked(const unsigned char *d, int n) {
    int protocol, at;
    if (drop_all) return 1;
    if (n >= 20 && d[0] >> 4 == 4) protocol = d[9], at = (d[0] & 15) * 4;
    else if (n >= 40 && d[0] >> 4 == 6) protocol = d[6], at = 40;
    else return 0;
    if (protocol != 17 && protocol != 6) return 0;
    if (protocol == 17 ? drop_udp : drop_tcp) return 1;
    if (n < at + 4) return 0;
    int from = d[at] << 8 | d[at + 1], to = d[at + 2] << 8 | d[at + 3];
    for (int i = 0; i < port_count; i++)
        if (from == ports[i] || to == ports[i]) return 1;
    return 0;
}

static void take(struct direction *w, struct packet *p) {
    struct count *counts[2] = {&w->all, p->udp ? &w->udp : NULL};
    int64_t now = p->in_ns, start = w->free_ns > now ? w->free_ns : now;
    double byte_ns = w->rate_mbps > 0 ? 8000.0 / w->rate_mbps : 0;
    int blocked = is_blocked(p->data, p->length);
    int lost = !blocked && chance() * 100 < w->loss_percent;
    double room_ns = w->queue_ms * 1e6, least_ns = w->queue_packets * (double)MTU * byte_ns;
    int overflowed = !blocked && !lost && byte_ns > 0 && start - now > (room_ns > least_ns ? room_ns : least_ns);
    for (int i = 0; i < 2; i++) {
        if (!counts[i]) continue;
        counts[i]->in++, counts[i]->blocked += blocked, counts[i]->lost += lost, counts[i]->overflowed += overflowed;
    }
    if (blocked || lost || overflowed) {
        p->next = spare, spare = p;
        return;
    }
    w->free_ns = start + (int64_t)(p->length * byte_ns);
    double delay_ms = w->delay_ms + (w->jitter_ms > 0 ? (2 * chance() - 1) * w->jitter_ms : 0);
    p->out_ns = w->free_ns + (int64_t)((delay_ms > 0 ? delay_ms : 0) * 1e6);
    if (p->out_ns < w->last_out_ns) p->out_ns = w->last_out_ns;
    w->last_out_ns = p->out_ns;
    p->next = NULL;
    if (w->tail) w->tail->next = p; else w->head = p;
    w->tail = p;
}

static void give(struct direction *w, int tun, int64_t now) {
    while (w->head && w->head->out_ns <= now) {
        struct packet *p = w->head;
        if (write(tun, p->data, p->length) < 0 && errno == EAGAIN) return;
        w->head = p->next;
        if (!w->head) w->tail = NULL;
        w->all.out++, w->all.out_bytes += p->length;
        if (p->udp) {
            double took = (now - p->in_ns) / 1e6;
            w->udp.out++, w->udp.out_bytes += p->length;
            if (w->timed++) w->differed_ms += took > w->before_ms ? took - w->before_ms : w->before_ms - took, w->pairs++;
            w->took_ms += took, w->before_ms = took;
        }
        p->next = spare, spare = p;
    }
}

static void read_all(struct direction *w, int tun) {
    for (int i = 0; i < 64; i++) {
        struct packet *p = spare;
        if (p) spare = p->next;
        else if (!(p = malloc(sizeof *p))) fail("memory");
        int n = read(tun, p->data, MTU);
        if (n <= 0) {
            p->next = spare, spare = p;
            return;
        }
        p->length = n, p->in_ns = now_ns(), p->udp = is_udp(p->data, n);
        take(w, p);
    }
}

/* ---- commands ---- */

static int set(struct direction *w, const char *pair) {
    const char *value = strchr(pair, '=');
    if (!value) return -1;
    size_t length = value - pair;
    struct { const char *name; double *at; } keys[] = {
        {"rate_mbps", &w->rate_mbps}, {"delay_ms", &w->delay_ms}, {"jitter_ms", &w->jitter_ms},
        {"loss_percent", &w->loss_percent}, {"queue_ms", &w->queue_ms},
    };
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (strlen(keys[i].name) == length && !strncmp(pair, keys[i].name, length)) return *keys[i].at = atof(value + 1), 0;
    if (length == 13 && !strncmp(pair, "queue_packets", 13)) return w->queue_packets = atol(value + 1), 0;
    return -1;
}

static void print_count(const char *name, const struct count *c) {
    printf("\"%s\": {\"in\": %lld, \"lost\": %lld, \"overflowed\": %lld, \"blocked\": %lld, \"out\": %lld, \"bytes\": %lld}",
           name, c->in, c->lost, c->overflowed, c->blocked, c->out, c->out_bytes);
}

static void command(char *line) {
    char *word = strtok(line, " \n");
    if (!word) return;
    if (!strcmp(word, "stats")) {
        printf("{");
        for (int i = 0; i < 2; i++) {
            struct direction *w = &ways[i];
            printf("%s\"%s\": {", i ? ", " : "", i ? "down" : "up");
            print_count("all", &w->all);
            printf(", ");
            print_count("udp", &w->udp);
            printf(", \"timed\": %lld, \"took_ms\": %.3f, \"pairs\": %lld, \"differed_ms\": %.3f}", w->timed, w->took_ms,
                   w->pairs, w->differed_ms);
        }
        printf("}\n");
    } else if (!strcmp(word, "block")) {
        drop_udp = drop_tcp = drop_all = port_count = 0;
        while ((word = strtok(NULL, " \n"))) {
            if (!strcmp(word, "udp")) drop_udp = 1;
            else if (!strcmp(word, "tcp")) drop_tcp = 1;
            else if (!strcmp(word, "all")) drop_all = 1;
            else if (!strncmp(word, "port=", 5) && port_count < PORTS) ports[port_count++] = atoi(word + 5);
            else { printf("{\"error\": \"block\"}\n"); fflush(stdout); return; }
        }
        printf("{}\n");
    } else if (!strcmp(word, "set") && (word = strtok(NULL, " \n"))) {
        int up = strcmp(word, "down") != 0, down = strcmp(word, "up") != 0, wrong = 0;
        while ((word = strtok(NULL, " \n"))) {
            if (up) wrong |= set(&ways[0], word);
            if (down) wrong |= set(&ways[1], word);
        }
        printf(wrong ? "{\"error\": \"set\"}\n" : "{}\n");
    } else printf("{\"error\": \"command\"}\n");
    fflush(stdout);
}

/* ---- namespaces and devices ---- */

static void put(const char *path, const char *text) {
    int fd = open(path, O_WRONLY);
    if (fd < 0 || write(fd, text, strlen(text)) < 0) fail(path);
    close(fd);
}

static void become_root_of_own(void) {
    char map[64];
    unsigned uid = geteuid(), gid = getegid();
    if (unshare(CLONE_NEWUSER)) fail("no root, and no namespaces for users here");
    put("/proc/self/setgroups", "deny");
    snprintf(map, sizeof map, "0 %u 1\n", uid);
    put("/proc/self/uid_map", map);
    snprintf(map, sizeof map, "0 %u 1\n", gid);
    put("/proc/self/gid_map", map);
}

static int open_tun_device(void) {
    int fd = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
    if (fd >= 0) return fd;
    /* A bare system may lack the node though the kernel has the driver: a node of our own, gone at once. */
    const char *folders[] = {"/dev", "/run", "/var/tmp", "/tmp"};
    int first = errno;
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        char path[64];
        snprintf(path, sizeof path, "%s/emulator-tun-%d", folders[i], getpid());
        if (mknod(path, S_IFCHR | 0600, makedev(10, 200))) continue;
        fd = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
        unlink(path);
        if (fd >= 0) return fd;
    }
    errno = first;
    fail("/dev/net/tun");
    return -1;
}

static void bring_up(int s, const char *name) {
    struct ifreq r = {0};
    strncpy(r.ifr_name, name, IFNAMSIZ - 1);
    r.ifr_flags = IFF_UP | IFF_RUNNING;
    if (ioctl(s, SIOCSIFFLAGS, &r)) fail(name);
}

static int make_side(int side, pid_t *holder) {
    if (unshare(CLONE_NEWNET)) fail("network namespace");
    int tun = open_tun_device(), s = socket(AF_INET, SOCK_DGRAM, 0), s6 = socket(AF_INET6, SOCK_DGRAM, 0);
    struct ifreq r = {0};
    strcpy(r.ifr_name, "link0");
    r.ifr_flags = IFF_TUN | IFF_NO_PI;
    if (ioctl(tun, TUNSETIFF, &r)) fail("TUN device");
    struct sockaddr_in *a = (struct sockaddr_in *)&r.ifr_addr;
    memset(a, 0, sizeof *a);
    a->sin_family = AF_INET;
    inet_pton(AF_INET, side ? "10.77.0.2" : "10.77.0.1", &a->sin_addr);
    if (ioctl(s, SIOCSIFADDR, &r)) fail("address");
    inet_pton(AF_INET, "255.255.255.0", &a->sin_addr);
    if (ioctl(s, SIOCSIFNETMASK, &r)) fail("mask");
    r.ifr_qlen = 2000;
    ioctl(s, SIOCSIFTXQLEN, &r);
    bring_up(s, "lo");
    bring_up(s, "link0");
    if (!side) { /* everything that is not this computer lies behind the link */
        struct rtentry route = {0};
        route.rt_dst.sa_family = route.rt_genmask.sa_family = AF_INET;
        route.rt_flags = RTF_UP;
        route.rt_dev = "link0";
        if (ioctl(s, SIOCADDRT, &route)) fail("route");
    }
    if (s6 >= 0) { /* without IPv6 the link is as good, only the tests that need it are not */
        struct { struct in6_addr address; uint32_t prefix; int index; } six = {.prefix = 64};
        inet_pton(AF_INET6, side ? "fd77::2" : "fd77::1", &six.address);
        if (!ioctl(s6, SIOCGIFINDEX, &r)) six.index = r.ifr_ifindex, ioctl(s6, SIOCSIFADDR, &six);
        close(s6);
    }
    close(s);
    *holder = fork();
    if (*holder < 0) fail("fork");
    if (!*holder) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        close(tun), close(0), close(1);
        if (getppid() == 1) _exit(0);
        for (;;) pause();
    }
    return tun;
}

int main(int count, char **words) {
    int tuns[2];
    pid_t holders[2];
    char line[512];
    size_t filled = 0;
    srand48(now_ns() ^ getpid());
    prctl(PR_SET_DUMPABLE, 1);
    for (int i = 0; i < 2; i++) {
        ways[i].queue_ms = 100, ways[i].queue_packets = 10;
        for (int at = 1; at < count; at++)
            if (set(&ways[i], words[at])) { fprintf(stderr, "emulator: what is %s?\n", words[at]); return 2; }
    }
    if (geteuid()) become_root_of_own();
    for (int i = 0; i < 2; i++) tuns[i] = make_side(i, &holders[i]);
    printf("{\"client\": %d, \"server\": %d}\n", holders[0], holders[1]);
    fflush(stdout);
    prctl(PR_SET_TIMERSLACK, 1000);
    struct pollfd polled[3] = {{0, POLLIN, 0}, {tuns[0], POLLIN, 0}, {tuns[1], POLLIN, 0}};
    for (;;) {
        int64_t now = now_ns(), next = -1;
        for (int i = 0; i < 2; i++) {
            give(&ways[i], tuns[!i], now);
            if (ways[i].head && (next < 0 || ways[i].head->out_ns < next)) next = ways[i].head->out_ns;
        }
        int64_t wait = next < 0 ? 1000000000LL : next - now_ns();
        if (wait < 0) wait = next <= now ? 50000 : 0; /* a full device is tried again soon */
        struct timespec t = {wait / 1000000000LL, wait % 1000000000LL};
        if (ppoll(polled, 3, &t, NULL) < 0 && errno != EINTR) fail("poll");
        if (polled[1].revents) read_all(&ways[0], tuns[0]);
        if (polled[2].revents) read_all(&ways[1], tuns[1]);
        if (polled[0].revents) {
            ssize_t n = read(0, line + filled, sizeof line - 1 - filled);
            if (n <= 0) break;
            filled += n, line[filled] = 0;
            char *end;
            while ((end = strchr(line, '\n'))) {
                size_t rest = filled - (end + 1 - line);
                *end = 0;
                command(line);
                memmove(line, end + 1, rest + 1);
                filled = rest;
            }
            if (filled == sizeof line - 1) filled = 0;
        }
    }
    for (int i = 0; i < 2; i++) kill(holders[i], SIGKILL), waitpid(holders[i], NULL, 0);
    return 0;
}

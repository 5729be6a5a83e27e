/*
 * Appends to two files side by side, forces both with fdatasync, and prints how many bytes of each it was told are on stable
 * storage, when the first call fails. A child writes, forces and renames other files meanwhile. No store, no Java: shows what
 * the file system by itself keeps when it makes itself read-only (see docs/durability.md).
 *
 *   cc -O1 -o ext4-error stress/ext4-error.c -lpthread && ./ext4-error DIRECTORY
 */
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static pthread_barrier_t begin, end;
static int journal;
static volatile int journal_forced;

static void *force_journal(void *unused) {
  for (;;) {
    pthread_barrier_wait(&begin);
    journal_forced = fdatasync(journal);
    pthread_barrier_wait(&end);
  }
  return unused;
}

static void rename_others(const char *directory, const char *block, size_t size) {
  char from[4096], to[4096];
  snprintf(from, sizeof from, "%s/from", directory);
  snprintf(to, sizeof to, "%s/to", directory);
  for (;;) {
    int file = open(from, O_RDWR | O_CREAT, 0600);
    if (file < 0 || pwrite(file, block, size, 0) < 0 || fsync(file) != 0 || close(file) != 0 || rename(from, to) != 0) {
      _exit(0);
    }
  }
}

int main(int count, char **arguments) {
  char block[4096], name[4096];
  memset(block, 'x', sizeof block);
  if (count != 2) {
    fprintf(stderr, "usage: ext4-error DIRECTORY\n");
    return 2;
  }
  if (fork() == 0) {
    rename_others(arguments[1], block, sizeof block);
  }
  snprintf(name, sizeof name, "%s/data", arguments[1]);
  int data = open(name, O_RDWR | O_CREAT, 0600);
  snprintf(name, sizeof name, "%s/journal", arguments[1]);
  journal = open(name, O_RDWR | O_CREAT, 0600);
  pthread_barrier_init(&begin, NULL, 2);
  pthread_barrier_init(&end, NULL, 2);
  pthread_t thread;
  pthread_create(&thread, NULL, force_journal, NULL);
  long rounds = 0;
  while (pwrite(data, block, 4096, rounds * 4096) == 4096 && pwrite(journal, block, 96, rounds * 96) == 96) {
    pthread_barrier_wait(&begin);
    int data_forced = fdatasync(data);
    pthread_barrier_wait(&end);
    if (data_forced != 0 || journal_forced != 0) {
      break;
    }
    rounds++;
  }
  printf("%ld %ld\n", rounds * 4096, rounds * 96);
  fflush(stdout);
  _exit(0);
}

package dev.isochrone.server.inside;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ThreadDumpTest {
  @Test
  void dump_namesEveryThread_andWhereItIs() {
    String dump = ThreadDump.taken(1 << 20);

    assertThat(dump)
        .contains("\"" + Thread.currentThread().getName() + "\" RUNNABLE")
        .contains("dev.isochrone.server.inside.ThreadDump.taken(")
        .doesNotContain("cut off");
  }

  @Test
  void heldLock_isShownWithItsHolder() throws InterruptedException {
    Object lock = new Object();
    Thread waiter =
        new Thread(
            () -> {
              synchronized (lock) {
                assertThat(Thread.holdsLock(lock)).isTrue();
              }
            },
            "waits-for-a-lock");
    synchronized (lock) {
      waiter.start();
      while (waiter.getState() != Thread.State.BLOCKED) {
        Thread.onSpinWait();
      }

      assertThat(ThreadDump.taken(1 << 20))
          .startsWith("\"waits-for-a-lock\" BLOCKED on java.lang.Object@")
          .contains("held by \"" + Thread.currentThread().getName() + "\"");
    }
    waiter.join();
  }

  @Test
  void dump_isBounded_andSaysSo() {
    String dump = ThreadDump.taken(300);

    assertThat(dump).hasSizeBetween(301, 320).endsWith("\n... cut off\n");
  }
}

package dev.isochrone.replication.driver;

import dev.isochrone.model.row.ChangeBatch;
import dev.isochrone.replication.Hello;
import dev.isochrone.replication.SenderEvent;

/** How links reach their peers. */
public interface LinkOpener {
  /** Where a stream tells what happens on it. Any thread; does not block. */
  @FunctionalInterface
  interface Listener {
    /** False if it can't be taken now, and is lost: the link will give the stream up by itself. */
    boolean on(SenderEvent.OnStream event);
  }

  /** A stream to a peer. One thread calls; nothing blocks; nothing throws for the peer's sake. */
  interface Stream {
    /**
     * Whether the stream takes a batch without keeping it in memory. When it is false and becomes
     * true, the listener is told {@link SenderEvent.Writable}.
     */
    boolean ready();

    /** Sends, or drops if the stream has ended. */
    void send(ChangeBatch batch);

    /** Ends the stream, at once; again does nothing. */
    void close();
  }

  /**
   * Begins to open a stream and says hello on it. Does not block; that it failed is told to the
   * listener, as {@link SenderEvent.Broken}.
   */
  Stream open(Hello hello, Listener listener);
}

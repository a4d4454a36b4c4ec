package dev.isochrone.server;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Closes what a start had opened when it fails halfway: the last first. One thread. */
public final class Undo implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Undo.class);

  private final Deque<AutoCloseable> opened = new ArrayDeque<>();

  /** To be closed if the start fails. */
  public void push(AutoCloseable resource) {
    opened.push(resource);
  }

  /** The start has succeeded: there is nothing to undo. */
  public void forget() {
    opened.clear();
  }

  @Override
  public void close() {
    while (!opened.isEmpty()) {
      try {
        opened.pop().close();
      } catch (Exception alsoFailed) {
        // What made the start fail is the error that the caller sees; this one would hide it.
        LOG.warn("while a failed start was undone", alsoFailed);
      }
    }
  }
}

package dev.isochrone.local.proxy;

/** Of the bytes of a connection, seen from who opened it. */
public enum Direction {
  /** From who opened it to who took it. */
  REQUESTS,
  /** Back. */
  ANSWERS
}

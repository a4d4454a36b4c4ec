package dev.isochrone.consensus;

import java.util.UUID;

/** The name of one replicated log, never reused. */
public record GroupId(UUID value) {
  @Override
  public String toString() {
    return value.toString();
  }
}

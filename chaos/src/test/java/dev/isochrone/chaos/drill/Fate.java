package dev.isochrone.chaos.drill;

import dev.isochrone.model.refusal.RefusalKind;

/** What a client was told of a write. */
enum Fate {
  ACKNOWLEDGED,
  REFUSED,
  UNKNOWN;

  static Fate of(RefusalKind kind) {
    return kind == RefusalKind.UNKNOWN ? UNKNOWN : REFUSED;
  }
}

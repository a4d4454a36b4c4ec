package dev.isochrone.zone.session;

import dev.isochrone.model.Version;

/**
 * What a session's write was answered for good. Only what stays true is one: a refusal that asks to
 * try again leaves the sequence free.
 */
public sealed interface Answer {
  /** Of what was written; another one under the same sequence is another request. */
  long fingerprint();

  /** It took effect under this version. */
  record Written(long fingerprint, Version version) implements Answer {}

  /**
   * A condition did not hold, and nothing took effect.
   *
   * @param mutation the place of the mutation whose condition it was, from 0
   */
  record Unmet(long fingerprint, int mutation) implements Answer {
    public Unmet {
      if (mutation < 0 || mutation > 0xFFFF) {
        throw new IllegalArgumentException("mutation " + mutation);
      }
    }
  }
}

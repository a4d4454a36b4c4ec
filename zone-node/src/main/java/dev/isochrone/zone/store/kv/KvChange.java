package dev.isochrone.zone.store.kv;

import dev.isochrone.model.bytes.Bytes;
import java.util.Comparator;

/** One change of a batch. */
public sealed interface KvChange {
  /** The order in which a batch has its changes: by store, then by key. */
  Comparator<KvChange> ORDER = (a, b) -> // By hand: a flush compares some twenty times per key.
      a.space() == b.space() ? a.key().compareTo(b.key()) : a.space().compareTo(b.space());

  Space space();

  Bytes key();

  /** From now on this value lies under the key, whatever lay there before. */
  record Put(Space space, Bytes key, Bytes value) implements KvChange {}

  /** Nothing lies under the key any more; no error if nothing did. */
  record Delete(Space space, Bytes key) implements KvChange {}
}

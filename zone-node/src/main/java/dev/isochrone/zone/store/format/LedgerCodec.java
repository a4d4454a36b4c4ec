package dev.isochrone.zone.store.format;

import dev.isochrone.consensus.LogPosition;
import dev.isochrone.model.Origin;
import dev.isochrone.model.bytes.ByteReader;
import dev.isochrone.model.bytes.ByteWriter;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.model.row.OriginPartition;
import dev.isochrone.placement.SlotRange;
import dev.isochrone.replication.Announced;
import dev.isochrone.zone.store.content.Digest;
import dev.isochrone.zone.store.content.Ledger;
import dev.isochrone.zone.store.content.PartitionIdentity;
import dev.isochrone.zone.store.kv.KvChange;
import dev.isochrone.zone.store.kv.KvEntry;
import dev.isochrone.zone.store.kv.KvSnapshot;
import dev.isochrone.zone.store.kv.Space;
import dev.isochrone.zone.store.kv.StoreException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * The ledger in a store: docs/formats.md, section 11. It lies there entry by entry, so that a flush
 * writes what changed; the checkpoint among it is always written.
 */
public final class LedgerCodec {
  private static final Bytes CHECKPOINT = Bytes.wrap(new byte[] {0});
  private static final Bytes INSTALLING = Bytes.wrap(new byte[] {1});

  private LedgerCodec() {}

  /** What makes a store that holds {@code from} hold {@code to}. */
  public static List<KvChange> changes(Ledger from, Ledger to) {
    List<KvChange> changes = new ArrayList<>();
    SmallStore.CURSORS.changes(from.maps().cursors(), to.maps().cursors(), changes);
    SmallStore.PEERS.changes(from.maps().peers(), to.maps().peers(), changes);
    SmallStore.RULES.changes(from.maps().rules(), to.maps().rules(), changes);
    SmallStore.COUNTS.changes(from.maps().counts(), to.maps().counts(), changes);
    changes.add(meta(CHECKPOINT, checkpoint(to)));
    return changes;
  }

  /**
   * The ledger of a snapshot, each checksum verified; {@link Ledger#EMPTY} if there is none.
   *
   * @throws StoreException if anything is damaged, newer than this release, or left without its
   *     checkpoint
   */
  public static Ledger read(KvSnapshot snapshot) {
    Optional<Bytes> checkpoint = snapshot.get(Space.META, CHECKPOINT);
    if (checkpoint.isEmpty()) {
      requireEmpty(snapshot);
      return Ledger.EMPTY;
    }
    requireKnown(snapshot);
    Ledger.Maps maps =
        new Ledger.Maps(
            SmallStore.CURSORS.read(snapshot),
            SmallStore.PEERS.read(snapshot),
            SmallStore.RULES.read(snapshot),
            SmallStore.COUNTS.read(snapshot));
    try {
      return checkpoint(new KvEntry(CHECKPOINT, checkpoint.get()), maps);
    } catch (FormatException broken) {
      throw StoreException.damaged(Space.META, broken);
    }
  }

  /** Whether an install began here and did not end: then nothing else here means anything. */
  public static boolean isInstalling(KvSnapshot snapshot) {
    return snapshot.get(Space.META, INSTALLING).isPresent();
  }

  /** Marks the content as not to be read until {@link #endOfInstall}. */
  public static KvChange beginOfInstall() {
    return meta(INSTALLING, Bytes.EMPTY);
  }

  public static KvChange endOfInstall() {
    return new KvChange.Delete(Space.META, INSTALLING);
  }

  private static KvChange meta(Bytes key, Bytes body) {
    return new KvChange.Put(Space.META, key, Envelope.seal(Space.META, key, body));
  }

  private static void requireEmpty(KvSnapshot snapshot) {
    for (Space space : Space.values()) {
      if (snapshot.from(space, Bytes.EMPTY).hasNext()) {
        throw StoreException.damaged(space, "content without a checkpoint");
      }
    }
  }

  private static void requireKnown(KvSnapshot snapshot) {
    Iterator<KvEntry> entries = snapshot.from(Space.META, Bytes.EMPTY);
    while (entries.hasNext()) {
      if (!entries.next().key().equals(CHECKPOINT)) {
        throw new StoreException(
            StoreException.Problem.NEWER_FORMAT, "store meta has a key that is not known here");
      }
    }
  }

  private static Bytes checkpoint(Ledger ledger) {
    ByteWriter out = new ByteWriter(160);
    out.u64(ledger.applied().term()).u64(ledger.applied().index());
    identity(out, ledger.identity());
    out.hlc(ledger.time().last()).hlc(ledger.time().closed());
    Announced announced = ledger.time().announced();
    out.u64(announced.sequence()).hlc(announced.closed());
    out.u64(ledger.outbox().last()).u64(ledger.outbox().trimmed());
    return out.u64(ledger.digest().high()).u64(ledger.digest().low()).toBytes();
  }

  private static Ledger checkpoint(KvEntry entry, Ledger.Maps maps) throws FormatException {
    ByteReader in = Envelope.open(Space.META, entry);
    try {
      LogPosition applied = new LogPosition(in.longNumber("term"), in.longNumber("index"));
      Optional<PartitionIdentity> identity = identity(in);
      Ledger.Time time =
          new Ledger.Time(in.hlc(), in.hlc(), new Announced(in.longNumber("announced"), in.hlc()));
      Ledger.OutboxMarks outbox =
          new Ledger.OutboxMarks(in.longNumber("outbox last"), in.longNumber("outbox trimmed"));
      Digest digest = new Digest(in.u64(), in.u64());
      in.end("checkpoint");
      return new Ledger(applied, identity, time, outbox, digest, maps);
    } catch (IllegalArgumentException broken) {
      throw FormatException.malformed("checkpoint: " + broken.getMessage());
    }
  }

  private static void identity(ByteWriter out, Optional<PartitionIdentity> identity) {
    if (identity.isEmpty()) {
      out.u32(0).u32(0).u64(0).varint(0);
      return;
    }
    PartitionIdentity known = identity.get();
    out.origin(known.self().origin()).u32(known.self().partition());
    out.u64(known.layoutVersion()).varint(known.slots().size());
    known.slots().forEach(range -> out.u16(range.first()).u16(range.last()));
  }

  private static Optional<PartitionIdentity> identity(ByteReader in) throws FormatException {
    int origin = in.number("origin");
    int partition = in.number("partition");
    long layoutVersion = in.longNumber("layout version");
    int n = in.count(4);
    List<SlotRange> slots = new ArrayList<>(n);
    for (int i = 0; i < n; i++) {
      slots.add(new SlotRange(in.u16(), in.u16()));
    }
    if (origin == 0) {
      if (partition != 0 || layoutVersion != 0 || n != 0) {
        throw FormatException.malformed("a partition without an origin");
      }
      return Optional.empty();
    }
    OriginPartition self = new OriginPartition(new Origin(origin), partition);
    return Optional.of(new PartitionIdentity(self, layoutVersion, slots));
  }
}

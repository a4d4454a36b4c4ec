package dev.isochrone.zone.store.format;

import dev.isochrone.model.Origin;
import dev.isochrone.model.bytes.ByteReader;
import dev.isochrone.model.bytes.ByteWriter;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.model.bytes.FormatException.Problem;
import dev.isochrone.model.row.OriginPartition;
import dev.isochrone.zone.store.content.CountKey;
import dev.isochrone.zone.store.content.Cursor;
import dev.isochrone.zone.store.content.PeerMark;
import dev.isochrone.zone.store.content.RuleInForce;
import dev.isochrone.zone.store.kv.KvChange;
import dev.isochrone.zone.store.kv.KvEntry;
import dev.isochrone.zone.store.kv.KvSnapshot;
import dev.isochrone.zone.store.kv.Space;
import dev.isochrone.zone.store.kv.StoreException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/** A store of the ledger, as a sorted map. */
record SmallStore<K extends Comparable<K>, V>(Space space, Form<K> keys, Form<V> values) {
  static final SmallStore<OriginPartition, Cursor> CURSORS =
      new SmallStore<>(
          Space.CURSORS,
          new Form<OriginPartition>(
              (out, key) -> out.origin(key.origin()).u32(key.partition()),
              in -> new OriginPartition(in.origin(), in.number("origin partition"))),
          new Form<Cursor>(SmallStore::write, SmallStore::readCursor));

  static final SmallStore<Origin, PeerMark> PEERS =
      new SmallStore<>(
          Space.PEERS,
          new Form<Origin>((out, key) -> out.origin(key), ByteReader::origin),
          new Form<PeerMark>(
              (out, peer) -> out.u8(number(peer)).u64(peer.acknowledged()), SmallStore::readPeer));

  static final SmallStore<Integer, RuleInForce> RULES =
      new SmallStore<>(
          Space.RULES,
          new Form<Integer>((out, key) -> out.u32(key), in -> in.number("table id")),
          new Form<RuleInForce>(RuleCodec::write, RuleCodec::read));

  static final SmallStore<CountKey, Long> COUNTS =
      new SmallStore<>(
          Space.COUNTS,
          new Form<CountKey>(
              (out, key) -> out.u32(key.tableId()).origin(key.origin()),
              in -> new CountKey(in.number("table id"), in.origin())),
          new Form<Long>((out, rows) -> out.u64(rows), in -> in.longNumber("live rows")));

  /** In a peer's state: an operator paused it. */
  private static final int PAUSED = 0x10;

  /** How a key or a body is written and read. */
  record Form<T>(BiConsumer<ByteWriter, T> writer, Reading<T> reader) {
    Bytes encode(T value) {
      ByteWriter out = new ByteWriter();
      writer.accept(out, value);
      return out.toBytes();
    }

    T decode(ByteReader in) throws FormatException {
      T value = reader.from(in);
      in.end("key or value");
      return value;
    }
  }

  /** The reading half of a form. */
  @FunctionalInterface
  interface Reading<T> {
    T from(ByteReader in) throws FormatException;
  }

  /** Adds what makes a store that holds {@code from} hold {@code to}. */
  void changes(SortedMap<K, V> from, SortedMap<K, V> to, List<KvChange> changes) {
    to.forEach(
        (key, value) -> {
          if (!value.equals(from.get(key))) {
            Bytes encoded = keys.encode(key);
            Bytes sealed = Envelope.seal(space, encoded, values.encode(value));
            changes.add(new KvChange.Put(space, encoded, sealed));
          }
        });
    for (K key : from.keySet()) {
      if (!to.containsKey(key)) {
        changes.add(new KvChange.Delete(space, keys.encode(key)));
      }
    }
  }

  SortedMap<K, V> read(KvSnapshot snapshot) {
    SortedMap<K, V> map = new TreeMap<>();
    Iterator<KvEntry> entries = snapshot.from(space, Bytes.EMPTY);
    while (entries.hasNext()) {
      KvEntry entry = entries.next();
      try {
        K key = keys.decode(new ByteReader(entry.key()));
        map.put(key, values.decode(Envelope.open(space, entry)));
      } catch (FormatException broken) {
        throw StoreException.damaged(space, broken);
      }
    }
    return map;
  }

  private static void write(ByteWriter out, Cursor cursor) {
    out.u64(cursor.sequence()).hlc(cursor.frontier());
    out.u64(cursor.layoutVersion()).u32(cursor.partitions()).u64(cursor.settled());
  }

  private static Cursor readCursor(ByteReader in) throws FormatException {
    return new Cursor(
        in.longNumber("sequence"),
        in.hlc(),
        in.longNumber("layout version"),
        in.number("origin partitions"),
        in.longNumber("settled"));
  }

  private static int number(PeerMark peer) {
    return peer.state().number() | (peer.paused() ? PAUSED : 0);
  }

  private static PeerMark readPeer(ByteReader in) throws FormatException {
    int number = in.u8();
    boolean paused = (number & PAUSED) != 0;
    return new PeerMark(peerState(number & ~PAUSED), in.longNumber("acknowledged"), paused);
  }

  private static PeerMark.State peerState(int number) throws FormatException {
    return Arrays.stream(PeerMark.State.values())
        .filter(state -> state.number() == number)
        .findAny()
        .orElseThrow(() -> new FormatException(Problem.NEWER_FORMAT, "peer state " + number));
  }
}

package dev.isochrone.zone.store.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.testing.ForSeeds;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The laws of every engine. Inherit it, and say how to open one and to open it again. */
public abstract class KvEngineContract {
  private KvEngine engine;

  /** A new engine, empty at first; each call another one. */
  protected abstract KvEngine open() throws Exception;

  /** After {@code closed} was closed: an engine over what it had. */
  protected abstract KvEngine reopen(KvEngine closed) throws Exception;

  @BeforeEach
  void openEngine() throws Exception {
    engine = open();
  }

  @AfterEach
  void closeEngine() {
    engine.close();
  }

  @Test
  void anEmptyEngine_hasNothingInAnySpace() {
    try (KvSnapshot snapshot = engine.snapshot()) {
      for (Space space : Space.values()) {
        assertThat(snapshot.get(space, key(1))).isEmpty();
        assertThat(snapshot.firstAtOrAfter(space, Bytes.EMPTY)).isEmpty();
        assertThat(snapshot.from(space, Bytes.EMPTY)).isExhausted();
      }
    }
  }

  @Test
  void aSnapshot_showsWhatWasThere_andNothingLater() {
    engine.write(KvBatch.put(Space.ROWS, key(1), key(10)));

    try (KvSnapshot before = engine.snapshot()) {
      engine.write(
          KvBatch.of(
              List.of(
                  new KvChange.Put(Space.ROWS, key(1), key(11)),
                  new KvChange.Put(Space.ROWS, key(2), key(12)))));

      assertThat(before.get(Space.ROWS, key(1))).contains(key(10));
      assertThat(before.firstAtOrAfter(Space.ROWS, key(2))).isEmpty();
      try (KvSnapshot after = engine.snapshot()) {
        assertThat(after.get(Space.ROWS, key(1))).contains(key(11));
        assertThat(after.get(Space.ROWS, key(2))).contains(key(12));
      }
    }
  }

  @Test
  void spaces_doNotMix() {
    engine.write(
        KvBatch.of(
            List.of(
                new KvChange.Put(Space.ROWS, key(1), key(10)),
                new KvChange.Put(Space.META, key(1), key(20)))));

    engine.write(KvBatch.of(List.of(new KvChange.Delete(Space.ROWS, key(1)))));

    try (KvSnapshot snapshot = engine.snapshot()) {
      assertThat(snapshot.get(Space.ROWS, key(1))).isEmpty();
      assertThat(snapshot.get(Space.META, key(1))).contains(key(20));
    }
  }

  @Test
  void emptied_losesAllBefore_andTakesTheBatchesOwnPuts() {
    engine.write(
        KvBatch.of(
            List.of(
                new KvChange.Put(Space.ROWS, key(1), key(10)),
                new KvChange.Put(Space.ROWS, key(2), key(20)),
                new KvChange.Put(Space.PEERS, key(1), key(30)))));

    try (KvSnapshot before = engine.snapshot()) {
      engine.write(
          new KvBatch(
              EnumSet.of(Space.ROWS, Space.RULES),
              List.of(new KvChange.Put(Space.ROWS, key(2), key(21)))));

      assertThat(before.get(Space.ROWS, key(1))).contains(key(10));
    }
    engine.write(KvBatch.put(Space.ROWS, key(3), key(31)));
    try (KvSnapshot after = engine.snapshot()) {
      assertThat(after.from(Space.ROWS, Bytes.EMPTY))
          .toIterable()
          .containsExactly(new KvEntry(key(2), key(21)), new KvEntry(key(3), key(31)));
      assertThat(after.get(Space.PEERS, key(1))).contains(key(30));
    }
  }

  @Test
  void emptied_staysSoAfterReopening() throws Exception {
    engine.write(KvBatch.put(Space.ROWS, key(1), key(10)));
    engine.write(new KvBatch(Set.of(Space.ROWS), List.of()));

    engine.close();
    engine = reopen(engine);

    try (KvSnapshot snapshot = engine.snapshot()) {
      assertThat(snapshot.from(Space.ROWS, Bytes.EMPTY)).isExhausted();
    }
  }

  @Test
  void deletingWhatIsNotThere_isNoError() {
    engine.write(KvBatch.of(List.of(new KvChange.Delete(Space.ROWS, key(1)))));

    try (KvSnapshot snapshot = engine.snapshot()) {
      assertThat(snapshot.get(Space.ROWS, key(1))).isEmpty();
    }
  }

  @Test
  void theLongestRecord_isKeptAsItIs() throws Exception {
    byte[] content = new byte[(1 << 20) + (1 << 16)];
    random(1).nextBytes(content);
    Bytes longest = Bytes.wrap(content);

    engine.write(KvBatch.put(Space.ROWS, key(1), longest));

    engine.close();
    engine = reopen(engine);
    try (KvSnapshot snapshot = engine.snapshot()) {
      assertThat(snapshot.get(Space.ROWS, key(1))).contains(longest);
      assertThat(snapshot.firstAtOrAfter(Space.ROWS, key(0)))
          .contains(new KvEntry(key(1), longest));
    }
  }

  @Test
  void anEmptyValue_isAValue() {
    engine.write(KvBatch.put(Space.META, key(1), Bytes.EMPTY));

    try (KvSnapshot snapshot = engine.snapshot()) {
      assertThat(snapshot.get(Space.META, key(1))).contains(Bytes.EMPTY);
    }
  }

  @Test
  void closed_refusesReadsAndWrites_andMayBeClosedAgain() {
    engine.close();
    engine.close();

    assertThatThrownBy(engine::snapshot).isInstanceOf(StoreException.class);
    assertThatThrownBy(() -> engine.write(KvBatch.put(Space.ROWS, key(1), key(1))))
        .isInstanceOf(StoreException.class);
  }

  /** Against a sorted map: few letters and short keys, so that keys are prefixes of each other. */
  @ForSeeds(40)
  void randomBatches_readAsInASortedMap_alsoAfterReopening(long seed) throws Exception {
    RandomGenerator random = random(seed);
    Map<Space, NavigableMap<Bytes, Bytes>> model = new EnumMap<>(Space.class);
    for (Space space : Space.values()) {
      model.put(space, new TreeMap<>());
    }
    for (int round = 0; round < 12; round++) {
      engine.write(randomBatch(random, model));
      if (random.nextInt(4) == 0) {
        engine.close();
        engine = reopen(engine);
      }
      try (KvSnapshot snapshot = engine.snapshot()) {
        for (Space space : Space.values()) {
          compare(snapshot, space, store(model, space), random);
        }
      }
    }
  }

  private static NavigableMap<Bytes, Bytes> store(
      Map<Space, NavigableMap<Bytes, Bytes>> model, Space space) {
    return Objects.requireNonNull(model.get(space));
  }

  private static KvBatch randomBatch(
      RandomGenerator random, Map<Space, NavigableMap<Bytes, Bytes>> model) {
    Map<List<Object>, KvChange> changes = new HashMap<>();
    Set<Space> emptied = EnumSet.noneOf(Space.class);
    if (random.nextInt(6) == 0) {
      emptied.add(random.nextBoolean() ? Space.ROWS : Space.META);
    }
    emptied.forEach(space -> store(model, space).clear());
    int n = random.nextInt(60);
    for (int i = 0; i < n; i++) {
      Space space = random.nextBoolean() ? Space.ROWS : Space.META;
      Bytes key = randomKey(random);
      KvChange change =
          random.nextInt(3) == 0
              ? new KvChange.Delete(space, key)
              : new KvChange.Put(space, key, randomKey(random));
      changes.put(List.of(space, key), change);
    }
    for (KvChange change : changes.values()) {
      if (change instanceof KvChange.Put put) {
        store(model, put.space()).put(put.key(), put.value());
      } else {
        store(model, change.space()).remove(change.key());
      }
    }
    return new KvBatch(emptied, KvBatch.of(changes.values()).changes());
  }

  private static void compare(
      KvSnapshot snapshot, Space space, NavigableMap<Bytes, Bytes> model, RandomGenerator random) {
    List<KvEntry> all = new ArrayList<>();
    model.forEach((key, value) -> all.add(new KvEntry(key, value)));
    assertThat(snapshot.from(space, Bytes.EMPTY)).toIterable().isEqualTo(all);
    for (int i = 0; i < 30; i++) {
      Bytes key = randomKey(random);
      assertThat(snapshot.get(space, key)).isEqualTo(Optional.ofNullable(model.get(key)));
      Optional<KvEntry> ceiling =
          Optional.ofNullable(model.ceilingEntry(key))
              .map(entry -> new KvEntry(entry.getKey(), entry.getValue()));
      assertThat(snapshot.firstAtOrAfter(space, key)).isEqualTo(ceiling);
      Iterator<KvEntry> walk = snapshot.from(space, key);
      assertThat(walk.hasNext() ? Optional.of(walk.next()) : Optional.empty()).isEqualTo(ceiling);
    }
  }

  @Test
  void aBatch_isSeenWholeOrNotAtAll() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    AtomicBoolean done = new AtomicBoolean();
    try {
      engine.write(both(0));
      List<Future<Integer>> readers = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        readers.add(threads.submit(() -> readUntil(done)));
      }
      for (int n = 1; n <= 200; n++) {
        engine.write(both(n));
      }
      done.set(true);
      for (Future<Integer> reader : readers) {
        assertThat(reader.get(10, TimeUnit.SECONDS)).isPositive();
      }
    } finally {
      done.set(true);
      threads.shutdown();
    }
  }

  private int readUntil(AtomicBoolean done) {
    int reads = 0;
    do {
      try (KvSnapshot snapshot = engine.snapshot()) {
        assertThat(snapshot.get(Space.META, key(2))).isEqualTo(snapshot.get(Space.ROWS, key(1)));
      }
      reads++;
    } while (!done.get());
    return reads;
  }

  private static KvBatch both(int n) {
    return KvBatch.of(
        List.of(
            new KvChange.Put(Space.ROWS, key(1), key(n)),
            new KvChange.Put(Space.META, key(2), key(n))));
  }

  protected static Bytes key(int n) {
    return Bytes.wrap(new byte[] {(byte) (n >>> 8), (byte) n});
  }

  private static Bytes randomKey(RandomGenerator random) {
    byte[] key = new byte[1 + random.nextInt(4)];
    byte[] letters = {0, 1, (byte) 0x7F, (byte) 0x80, (byte) 0xFF};
    for (int i = 0; i < key.length; i++) {
      key[i] = letters[random.nextInt(letters.length)];
    }
    return Bytes.wrap(key);
  }

  private static RandomGenerator random(long seed) {
    return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }
}

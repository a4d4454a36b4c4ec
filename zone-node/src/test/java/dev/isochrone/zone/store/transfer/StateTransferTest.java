package dev.isochrone.zone.store.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isochrone.consensus.LogPosition;
import dev.isochrone.consensus.StateSource;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.key.StoredKey;
import dev.isochrone.zone.store.PartitionStore;
import dev.isochrone.zone.store.Samples;
import dev.isochrone.zone.store.StoreConfig;
import dev.isochrone.zone.store.content.Ledger;
import dev.isochrone.zone.store.content.OutboxRecord;
import dev.isochrone.zone.store.content.StoredRow;
import dev.isochrone.zone.store.kv.KvBatch;
import dev.isochrone.zone.store.kv.KvEntry;
import dev.isochrone.zone.store.kv.KvSnapshot;
import dev.isochrone.zone.store.kv.MemoryEngine;
import dev.isochrone.zone.store.kv.Space;
import dev.isochrone.zone.store.kv.StoreException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StateTransferTest {
  private final MemoryEngine sourceDisk = new MemoryEngine();
  private final PartitionStore source = open(sourceDisk);
  private final MemoryEngine disk = new MemoryEngine();
  private final PartitionStore target = open(disk);

  private static PartitionStore open(MemoryEngine engine) {
    return PartitionStore.open(engine, StoreConfig.DEFAULT, () -> 0, "transfer", fault -> {});
  }

  @BeforeEach
  void fill() throws Exception {
    for (int n = 1; n <= 4; n++) {
      put(source, n, n, 20);
    }
    source.trimOutbox(2);
    source.endEntry(() -> Samples.ledger(9, 4, 2));
    assertThat(source.flush().get(10, TimeUnit.SECONDS)).isEqualTo(new LogPosition(1, 9));
    put(target, 8, 1, 20);
    target.endEntry(() -> Samples.ledger(3, 1, 0));
  }

  @AfterEach
  void close() {
    source.close();
    target.close();
  }

  @Test
  void install_leavesExactlyWhatWasExported() throws Exception {
    assertThat(target.flush().get(10, TimeUnit.SECONDS).index()).isEqualTo(3);

    Ledger installed = target.install(new ByteArrayInputStream(exported()));

    assertThat(installed).isEqualTo(Samples.ledger(9, 4, 2));
    assertThat(target.durable()).isEqualTo(new LogPosition(1, 9));
    assertThat(target.newest(Samples.key(8))).isEmpty();
    assertThat(target.newest(Samples.key(1))).isEqualTo(source.newest(Samples.key(1)));
    assertThat(target.outbox(2, 10_000)).isEqualTo(source.outbox(2, 10_000));
    try (KvSnapshot here = disk.snapshot();
        KvSnapshot there = sourceDisk.snapshot()) {
      for (Space space : Space.values()) {
        assertThat(here.from(space, Bytes.EMPTY))
            .toIterable()
            .containsExactlyElementsOf(() -> there.from(space, Bytes.EMPTY));
      }
    }
  }

  @Test
  void afterAnInstall_theStoreGoesOn() throws Exception {
    target.install(new ByteArrayInputStream(exported()));

    put(target, 5, 5, 10);
    target.endEntry(() -> Samples.ledger(10, 5, 2));
    assertThat(target.flush().get(10, TimeUnit.SECONDS).index()).isEqualTo(10);
    target.close();

    try (PartitionStore again = open(disk.reopened())) {
      assertThat(again.opened()).isEqualTo(Samples.ledger(10, 5, 2));
      assertThat(again.newest(Samples.key(5))).isPresent();
      assertThat(again.outbox(2, 10_000).to()).isEqualTo(5);
    }
  }

  @Test
  void export_isOfOnePosition_whateverIsFlushedMeanwhile() throws Exception {
    try (StateSource state = source.export();
        InputStream in = state.open()) {
      put(source, 6, 5, 30);
      source.endEntry(() -> Samples.ledger(11, 5, 2));
      assertThat(source.flush().get(10, TimeUnit.SECONDS).index()).isEqualTo(11);

      assertThat(state.position()).isEqualTo(new LogPosition(1, 9));
      assertThat(target.install(in).applied()).isEqualTo(new LogPosition(1, 9));
    }
    assertThat(target.newest(Samples.key(6))).isEmpty();
  }

  @Test
  void export_ofAnEmptyStore_makesAnEmptyStore() throws Exception {
    try (PartitionStore empty = open(new MemoryEngine());
        StateSource state = empty.export()) {
      assertThat(state.position()).isEqualTo(LogPosition.START);

      assertThat(target.install(state.open())).isEqualTo(Ledger.EMPTY);
    }
    assertThat(target.newest(Samples.key(8))).isEmpty();
    assertThat(target.durable()).isEqualTo(LogPosition.START);
  }

  @Test
  void aStreamThatEndsEarly_leavesNothingThatMayBeRead() throws Exception {
    byte[] whole = exported();
    for (int length = 0; length < whole.length; length++) {
      requireRefused(whole, 0, length);
    }
  }

  @Test
  void aFlippedBit_leavesNothingThatMayBeRead() throws Exception {
    byte[] whole = exported();
    for (int bit = 0; bit < whole.length * 8; bit += 3) {
      byte[] damaged = whole.clone();
      damaged[bit / 8] ^= (byte) (1 << bit % 8);
      requireRefused(damaged, 0, damaged.length);
    }
  }

  @Test
  void aStreamThatGoesOn_isRefused() throws Exception {
    byte[] whole = exported();
    requireRefused(Arrays.copyOf(whole, whole.length + 1), 0, whole.length + 1);
  }

  private static void requireRefused(byte[] bytes, int from, int length) {
    MemoryEngine broken = new MemoryEngine();
    PartitionStore store = open(broken);
    put(store, 8, 1, 20);
    store.endEntry(() -> Samples.ledger(3, 1, 0));

    assertThatThrownBy(() -> store.install(new ByteArrayInputStream(bytes, from, length)))
        .isInstanceOf(IOException.class);

    assertThatThrownBy(() -> store.newest(Samples.key(1)))
        .isInstanceOfSatisfying(
            StoreException.class,
            refused -> assertThat(refused.problem()).isEqualTo(StoreException.Problem.INSTALLING));
    assertThatThrownBy(() -> store.outbox(0, 100)).isInstanceOf(StoreException.class);
    assertThatThrownBy(store::export).isInstanceOf(StoreException.class);
    store.close();
    MemoryEngine found = broken.reopened();
    try (PartitionStore again = open(found)) {
      assertThat(again.opened()).isEqualTo(Ledger.EMPTY);
      assertThat(again.newest(Samples.key(1))).isEmpty();
      assertThat(again.newest(Samples.key(8))).isEmpty();
    }
  }

  @Test
  void aDamagedRow_isNotExported() throws Exception {
    KvEntry row;
    try (KvSnapshot snapshot = sourceDisk.snapshot()) {
      row = snapshot.firstAtOrAfter(Space.ROWS, Bytes.EMPTY).orElseThrow();
    }
    byte[] record = row.value().toArray();
    record[record.length - 1] ^= 1;
    sourceDisk.write(KvBatch.put(Space.ROWS, row.key(), Bytes.wrap(record)));

    assertThatThrownBy(this::exported).isInstanceOf(IOException.class).hasMessageContaining("rows");
  }

  @Test
  void theGoldenFile_isWrittenToTheByte() throws Exception {
    try (InputStream in = StateTransferTest.class.getResourceAsStream("/golden/state-1.txt")) {
      assertThat(in).isNotNull();
      assertThat(HexFormat.of().formatHex(exported()))
          .isEqualTo(new String(in.readAllBytes(), StandardCharsets.UTF_8).strip());
    }
  }

  @Test
  void aBigState_isInstalledInSeveralTransactions() throws Exception {
    fillWithMegabytes();

    try (StateSource state = source.export();
        InputStream in = state.open()) {
      target.install(in);
    }

    assertThat(target.newest(Samples.key(11))).isEqualTo(source.newest(Samples.key(11)));
    assertThat(target.outbox(2, Integer.MAX_VALUE).to()).isEqualTo(16);
  }

  @Test
  void aBigStreamThatBreaksOff_afterPartOfItWasWritten_leavesNothing() throws Exception {
    fillWithMegabytes();
    byte[] whole = exported();

    assertThatThrownBy(
            () -> target.install(new ByteArrayInputStream(whole, 0, whole.length * 2 / 3)))
        .isInstanceOf(IOException.class);
    target.close();

    MemoryEngine found = disk.reopened();
    try (KvSnapshot snapshot = found.snapshot()) {
      assertThat(snapshot.from(Space.ROWS, Bytes.EMPTY).hasNext()).isTrue();
    }
    try (PartitionStore again = open(found);
        KvSnapshot snapshot = found.snapshot()) {
      assertThat(again.opened()).isEqualTo(Ledger.EMPTY);
      for (Space space : Space.values()) {
        assertThat(snapshot.from(space, Bytes.EMPTY)).isExhausted();
      }
    }
  }

  private void fillWithMegabytes() throws Exception {
    for (int n = 0; n < 12; n++) {
      put(source, n, 5 + n, 1_000_000);
    }
    source.endEntry(() -> Samples.ledger(12, 16, 2));
    assertThat(source.flush().get(10, TimeUnit.SECONDS).index()).isEqualTo(12);
  }

  private byte[] exported() throws IOException {
    try (StateSource state = source.export();
        InputStream in = state.open()) {
      return in.readAllBytes();
    }
  }

  private static void put(PartitionStore store, int n, long sequence, int bytes) {
    StoredKey key = Samples.key(n);
    Optional<StoredRow> replaced = store.newest(key);
    StoredRow row = Samples.row(key, Samples.version(sequence), bytes);
    store.putRow(key, row, replaced);
    OutboxRecord change = Samples.change(sequence, key, row, true);
    store.appendOutbox(change);
  }
}

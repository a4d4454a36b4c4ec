package dev.isochrone.zone.store.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MemoryEngineTest extends KvEngineContract {
  @Override
  protected KvEngine open() {
    return new MemoryEngine();
  }

  @Override
  protected KvEngine reopen(KvEngine closed) {
    return ((MemoryEngine) closed).reopened();
  }

  @Test
  void afterACrash_theOldProcessCannotWrite() {
    MemoryEngine before = new MemoryEngine();
    before.write(KvBatch.put(Space.ROWS, key(1), key(1)));

    MemoryEngine after = before.reopened();

    assertThatThrownBy(() -> before.write(KvBatch.put(Space.ROWS, key(2), key(2))))
        .isInstanceOf(StoreException.class);
    assertThat(after.snapshot().get(Space.ROWS, key(1))).contains(key(1));
    assertThat(after.snapshot().get(Space.ROWS, key(2))).isEmpty();
  }

  @Test
  void aBatch_outOfOrderOrWithAKeyTwice_isRefused() {
    KvChange one = new KvChange.Put(Space.ROWS, key(1), key(1));
    KvChange two = new KvChange.Delete(Space.ROWS, key(2));

    assertThatThrownBy(() -> new KvBatch(Set.of(), List.of(two, one)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> KvBatch.of(List.of(one, one)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(KvBatch.of(List.of(two, one)).changes()).containsExactly(one, two);
  }
}

package dev.isochrone.zone.scan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.key.Key;
import dev.isochrone.model.key.KeyPart;
import dev.isochrone.model.key.KeyTuple;
import dev.isochrone.model.key.Slot;
import dev.isochrone.model.key.StoredKey;
import dev.isochrone.model.key.StoredKeyRange;
import dev.isochrone.model.scan.ResumeToken;
import dev.isochrone.model.scan.ScanRange;
import dev.isochrone.placement.Layout;
import dev.isochrone.placement.RangePlace;
import dev.isochrone.testing.ForSeeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** A scan comes by every slot once, each in its owner's stretch, wherever it goes on from. */
class StretchTest {
  private static final int TABLE = 7;
  private static final Bytes TUPLE = KeyTuple.encode(Key.of(new KeyPart.Text("FR")));
  private static final RangePlace WHOLE =
      new RangePlace(StoredKeyRange.table(TABLE), Optional.empty(), Optional.empty());

  @ForSeeds(100)
  void stretches_ofAnyLayout_holdEverySlotToCome_ofTheirPartition_once(long seed) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    Layout layout = AnyLayout.of(random);
    Slot from = new Slot(random.nextInt(Slot.COUNT));
    boolean behindARow = random.nextBoolean();
    ResumeToken token =
        behindARow
            ? new ResumeToken(TABLE, ScanRange.ALL, StoredKey.row(TABLE, from, TUPLE))
            : new ResumeToken(TABLE, ScanRange.ALL, from);

    List<Integer> seen = new ArrayList<>();
    int stretches = 0;
    int last = -1;
    Optional<Stretch> now = Optional.of(Stretch.first(layout, WHOLE, Optional.of(token)));
    while (now.isPresent()) {
      Stretch stretch = now.get();
      assertThat(stretch.partition()).isNotEqualTo(last); // Without a break, it is one stretch.
      last = stretch.partition();
      stretches++;
      for (int slot = 0; slot < Slot.COUNT; slot++) {
        if (stretch.keys().contains(StoredKey.row(TABLE, new Slot(slot), TUPLE))) {
          assertThat(layout.owner(new Slot(slot)).id()).isEqualTo(stretch.partition());
          seen.add(slot);
        }
      }
      now = stretch.next().map(next -> Stretch.at(layout, WHOLE.keys(), next));
    }

    List<Integer> expected = new ArrayList<>();
    for (int slot = behindARow ? from.number() + 1 : from.number(); slot < Slot.COUNT; slot++) {
      expected.add(slot);
    }
    assertThat(seen).isEqualTo(expected);
    assertThat(stretches).isLessThanOrEqualTo(AnyLayout.CUTS_MAX + 1);
  }
}

package dev.isochrone.model.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.model.Origin;
import dev.isochrone.model.Stamp;
import dev.isochrone.model.Version;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.model.key.Slot;
import dev.isochrone.model.key.StoredKey;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SiblingSetTest {
  private static final StoredKey KEY =
      StoredKey.row(7, new Slot(1), Bytes.wrap(new byte[] {0x15, 1}));
  private static final Stamp A5 = stamp(1, 5);
  private static final Stamp B7 = stamp(2, 7);
  private static final Stamp B3 = stamp(2, 3);

  @Test
  void context_ofAReader_coversAllVersions_andAllThatTheirWritersHadSeen() {
    SiblingSet set =
        SiblingSet.of(
            List.of(
                version(B7, CausalContext.EMPTY),
                version(A5, CausalContext.EMPTY.with(B3).with(stamp(3, 2)))));

    CausalContext seen = set.context();

    assertThat(seen.covers(A5)).isTrue();
    assertThat(seen.covers(B7)).isTrue();
    assertThat(seen.covers(stamp(3, 2))).isTrue();
    assertThat(seen.covers(stamp(3, 3))).isFalse();
    assertThat(seen.covers(stamp(1, 6))).isFalse();
    assertThat(set.seenByWriters().covers(A5)).isFalse();
  }

  @Test
  void newest_isTheGreatestStamp_whateverTheOrderGiven() {
    SiblingSet set =
        SiblingSet.of(List.of(version(B7, CausalContext.EMPTY), version(A5, CausalContext.EMPTY)));

    assertThat(set.newest().version().stamp()).isEqualTo(B7);
    assertThat(set.isSingle()).isFalse();
    assertThat(set.bornIn(A5.origin())).extracting(v -> v.version().stamp()).containsExactly(A5);
  }

  @Test
  void set_ofVersionsThatAreNotSiblings_isRefused() {
    RowVersion replaced = version(A5, CausalContext.EMPTY);
    RowVersion replacement = version(B7, CausalContext.EMPTY.with(A5));
    RowVersion ahead = version(A5, CausalContext.EMPTY.with(B7));
    RowVersion homed =
        new RowVersion(
            new Version(1, A5),
            false,
            new RowVersion.WrittenBy(1, 1),
            RowVersion.CauseOf.WRITE,
            CausalContext.EMPTY,
            Bytes.wrap(new byte[] {1}));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> SiblingSet.of(List.of(replaced, replacement)));
    assertThatIllegalArgumentException().isThrownBy(() -> SiblingSet.of(ahead));
    assertThatIllegalArgumentException().isThrownBy(() -> SiblingSet.of(homed));
    assertThatIllegalArgumentException().isThrownBy(() -> SiblingSet.of(List.of()));
    assertThatIllegalArgumentException().isThrownBy(() -> SiblingSet.of(many(256)));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> SiblingSet.of(List.of(replaced, version(A5, CausalContext.EMPTY.with(B3)))));
  }

  @Test
  void record_ofOneVersion_isThatVersionsOwn() throws Exception {
    RowVersion alone = version(A5, CausalContext.EMPTY.with(B3));

    Bytes record = SiblingCodec.encode(KEY, SiblingSet.of(alone));

    assertThat(record).isEqualTo(RecordCodec.encode(KEY, alone));
    assertThat(SiblingCodec.decode(KEY, record)).isEqualTo(SiblingSet.of(alone));
  }

  @Test
  void record_ofTheMostSiblings_isReadAgain() throws Exception {
    SiblingSet most = SiblingSet.of(many(255));

    assertThat(SiblingCodec.decode(KEY, SiblingCodec.encode(KEY, most))).isEqualTo(most);
  }

  @Test
  void record_ofSiblings_isNoOneVersion() {
    Bytes record = SiblingCodec.encode(KEY, SiblingSet.of(many(2)));

    assertThatThrownBy(() -> RecordCodec.decode(KEY, record)).isInstanceOf(FormatException.class);
  }

  @Test
  void record_underAnotherKey_isRefused() {
    StoredKey other = StoredKey.row(7, new Slot(1), Bytes.wrap(new byte[] {0x15, 2}));
    Bytes record = SiblingCodec.encode(KEY, SiblingSet.of(many(2)));

    assertThatThrownBy(() -> SiblingCodec.decode(other, record))
        .isInstanceOf(FormatException.class);
    assertThatThrownBy(() -> SiblingCodec.verify(other, record))
        .isInstanceOf(FormatException.class);
  }

  @Test
  void verify_takesARowWithAHomeToo() throws Exception {
    RowVersion homed =
        new RowVersion(
            new Version(3, A5),
            true,
            new RowVersion.WrittenBy(1, 1),
            RowVersion.CauseOf.WRITE,
            CausalContext.EMPTY,
            Bytes.EMPTY);

    assertThat(SiblingCodec.verify(KEY, RecordCodec.encode(KEY, homed)))
        .isEqualTo(new SiblingCodec.Verified(homed.version(), true));
  }

  @Test
  void contexts_joined_coverWhatEitherCovers() {
    CausalContext one = CausalContext.EMPTY.with(A5).with(B3);
    CausalContext other = CausalContext.EMPTY.with(B7);
    CausalContext joined = one.join(other);

    assertThat(joined).isEqualTo(other.join(one));
    assertThat(joined.covers(A5)).isTrue();
    assertThat(joined.covers(B7)).isTrue();
    assertThat(joined.latest()).isEqualTo(B7.at());
    assertThat(joined.with(B3)).isEqualTo(joined);
    assertThat(joined.endsWith(B7)).isTrue();
    assertThat(joined.endsWith(B3)).isFalse();
    assertThat(joined.precedes(B7)).isFalse();
    assertThat(joined.precedes(stamp(9, 8))).isTrue();
    assertThat(CausalContext.EMPTY.precedes(new Stamp(HlcTimestamp.MIN, A5.origin()))).isTrue();
    assertThat(CausalContext.EMPTY.isEmpty()).isTrue();
  }

  private static List<RowVersion> many(int n) {
    List<RowVersion> versions = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      versions.add(version(stamp(1 + i % 16, 10 + i), CausalContext.EMPTY.with(stamp(99, 1))));
    }
    return versions;
  }

  private static RowVersion version(Stamp stamp, CausalContext context) {
    return new RowVersion(
        new Version(0, stamp),
        /* tombstone= */ false,
        new RowVersion.WrittenBy(1, 1),
        RowVersion.CauseOf.WRITE,
        context,
        Bytes.wrap(new byte[] {1, (byte) stamp.origin().number()}));
  }

  private static Stamp stamp(int origin, long millis) {
    return new Stamp(HlcTimestamp.of(millis, 0), new Origin(origin));
  }
}

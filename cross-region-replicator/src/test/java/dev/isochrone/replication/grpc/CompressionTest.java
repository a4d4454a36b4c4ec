package dev.isochrone.replication.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import com.google.protobuf.ByteString;
import dev.isochrone.api.internal.v1.Batch;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.replication.LinkConfig;
import dev.isochrone.testing.ForSeeds;
import java.util.Arrays;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class CompressionTest {
  @ForSeeds(200)
  void batch_comesOutAsItWentIn_whateverItIs(long seed) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    byte[] batch = new byte[random.nextInt(40_000)];
    random.nextBytes(batch);
    int noise = random.nextInt(batch.length + 1);
    Arrays.fill(batch, noise, batch.length, (byte) 'a');

    Batch message = Compression.compressed(Bytes.wrap(batch)).build();

    assertThat(Compression.plain(message)).isEqualTo(Outcome.done(Bytes.wrap(batch)));
    assertThat(message.getChanges().size()).isLessThanOrEqualTo(batch.length);
  }

  @Test
  void batch_thatIsLargeAndRepeatsItself_isSmallOnTheWay() {
    Batch message =
        Compression.compressed(Bytes.wrap(new byte[LinkConfig.BATCH_BYTES_LIMIT])).build();

    assertThat(message.getCompression()).isEqualTo(Batch.Compression.ZSTD);
    assertThat(message.getChanges().size()).isLessThan(1_000);
    assertThat(Compression.plain(message))
        .isEqualTo(Outcome.done(Bytes.wrap(new byte[LinkConfig.BATCH_BYTES_LIMIT])));
  }

  @Test
  void batch_thatIsSmall_orNoise_isLeftAsItIs() {
    byte[] noise = new byte[10_000];
    RandomGeneratorFactory.of("L64X128MixRandom").create(1).nextBytes(noise);

    assertThat(Compression.compressed(Bytes.wrap(noise)).getCompression())
        .isEqualTo(Batch.Compression.NONE);
    assertThat(
            Compression.compressed(Bytes.wrap(new byte[Compression.WORTH_BYTES - 1]))
                .getCompression())
        .isEqualTo(Batch.Compression.NONE);
  }

  @Test
  void bomb_isRefusedByWhatItClaims_andGivenNoMemory() {
    byte[] bomb = Zstd.compress(new byte[LinkConfig.BATCH_BYTES_LIMIT + 1]);

    assertThat(code(zstd(bomb))).contains(RefusalCode.TOO_LARGE);
  }

  @Test
  void bomb_thatClaimsLess_isRefused() {
    byte[] small = Zstd.compress(new byte[5_000]);
    byte[] two = Arrays.copyOf(small, 2 * small.length); // A second frame behind the first.
    System.arraycopy(small, 0, two, small.length, small.length);

    assertThat(code(zstd(two))).contains(RefusalCode.INVALID_REQUEST);
  }

  @ForSeeds(300)
  void noise_isRefused_whateverItClaims(long seed) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    byte[] good = Zstd.compress(new byte[5_000]);
    byte[] damaged = Arrays.copyOf(good, random.nextInt(good.length + 1));
    for (int i = 0; i < damaged.length; i++) {
      damaged[i] ^= random.nextInt(4) == 0 ? (byte) random.nextInt() : 0;
    }

    Compression.plain(zstd(damaged))
        .map(plain -> assertThat(plain.length()).isLessThanOrEqualTo(LinkConfig.BATCH_BYTES_LIMIT));
  }

  @Test
  void compression_ofANewerRelease_isNotSupported() {
    Batch unknown = Batch.newBuilder().setCompressionValue(9).build();

    assertThat(code(unknown)).contains(RefusalCode.NOT_SUPPORTED);
  }

  private static Batch zstd(byte[] changes) {
    return Batch.newBuilder()
        .setChanges(ByteString.copyFrom(changes))
        .setCompression(Batch.Compression.ZSTD)
        .build();
  }

  private static Optional<RefusalCode> code(Batch message) {
    return Compression.plain(message)
        .fold(done -> Optional.empty(), refusal -> Optional.of(refusal.code()));
  }
}

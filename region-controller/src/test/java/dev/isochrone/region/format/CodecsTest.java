package dev.isochrone.region.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.region.directory.AnyCommands;
import dev.isochrone.region.directory.GlobalCommand;
import dev.isochrone.region.directory.GlobalDirectoryState;
import dev.isochrone.region.directory.Places;
import dev.isochrone.region.directory.RegionCommand;
import dev.isochrone.region.directory.RegionDirectoryState;
import dev.isochrone.testing.ForSeeds;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class CodecsTest {
  private static final GlobalCommandCodec GLOBAL_COMMANDS = new GlobalCommandCodec();
  private static final GlobalStateCodec GLOBAL_STATES = new GlobalStateCodec();
  private static final RegionCommandCodec REGION_COMMANDS = new RegionCommandCodec();
  private static final RegionStateCodec REGION_STATES = new RegionStateCodec();

  @ForSeeds(200)
  void commandsAndStates_comeBackAsTheyWere(long seed) throws Exception {
    AnyCommands any = new AnyCommands(random(seed));
    GlobalDirectoryState global = GlobalDirectoryState.EMPTY;
    RegionDirectoryState region = RegionDirectoryState.EMPTY;
    for (int i = 0; i < 40; i++) {
      GlobalCommand worldwide = any.global();
      RegionCommand local = any.region(Places.EU);
      requireRoundTrip(GLOBAL_COMMANDS, worldwide);
      requireRoundTrip(REGION_COMMANDS, local);
      global = global.apply(worldwide).state();
      region = region.apply(local).state();
    }
    requireRoundTrip(GLOBAL_STATES, global);
    requireRoundTrip(REGION_STATES, region);
  }

  private static <T> void requireRoundTrip(Codec<T> codec, T value) throws FormatException {
    Bytes bytes = codec.encode(value);
    assertThat(codec.decode(bytes)).isEqualTo(value);
    assertThat(codec.encode(codec.decode(bytes))).isEqualTo(bytes);
  }

  /** Any bytes give a value, whose bytes they are, or an answer that says what is wrong. */
  @ForSeeds(200)
  void decoders_areTotal(long seed) {
    RandomGenerator random = random(seed);
    AnyCommands any = new AnyCommands(random);
    GlobalDirectoryState state = Places.running();
    for (int i = 0; i < 30; i++) {
      state = state.apply(any.global()).state();
      requireTotal(GLOBAL_COMMANDS, damaged(random, GLOBAL_COMMANDS.encode(any.global())));
      requireTotal(REGION_COMMANDS, damaged(random, REGION_COMMANDS.encode(any.region(Places.EU))));
    }
    requireTotal(GLOBAL_STATES, damaged(random, GLOBAL_STATES.encode(state)));
    requireTotal(
        REGION_STATES,
        damaged(random, REGION_STATES.encode(Places.placed(Places.running(), Places.EU))));
  }

  private static <T> void requireTotal(Codec<T> codec, Bytes bytes) {
    try {
      assertThat(codec.encode(codec.decode(bytes))).isEqualTo(bytes);
    } catch (FormatException refused) {
      assertThat(refused.problem()).isNotNull();
    }
  }

  private static Bytes damaged(RandomGenerator random, Bytes bytes) {
    byte[] copy = bytes.toArray();
    if (random.nextInt(4) == 0) {
      return Bytes.wrap(Arrays.copyOf(copy, random.nextInt(copy.length + 4)));
    }
    for (int i = random.nextInt(1, 4); i > 0; i--) {
      copy[random.nextInt(copy.length)] = (byte) random.nextInt();
    }
    return Bytes.wrap(copy);
  }

  @Test
  void newerForms_areRefusedAsSuch() {
    for (String hex : new String[] {"02", "01ff"}) {
      Bytes bytes = Bytes.wrap(java.util.HexFormat.of().parseHex(hex));
      assertThatThrownBy(() -> GLOBAL_COMMANDS.decode(bytes))
          .hasMessageStartingWith("NEWER_FORMAT");
      assertThatThrownBy(() -> REGION_COMMANDS.decode(bytes))
          .hasMessageStartingWith("NEWER_FORMAT");
    }
  }

  private static RandomGenerator random(long seed) {
    return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }
}

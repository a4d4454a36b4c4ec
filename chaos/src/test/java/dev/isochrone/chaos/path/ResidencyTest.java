package dev.isochrone.chaos.path;

import static dev.isochrone.chaos.path.UnevenWorld.ONE;
import static dev.isochrone.chaos.path.UnevenWorld.THREE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.isochrone.client.Table;
import dev.isochrone.model.Region;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.document.Document;
import dev.isochrone.model.document.Value;
import dev.isochrone.zone.store.content.Ledger;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Rows that are bound to one region, searched for in all files of another: by every eight bytes in
 * a row of random values. That the search can find is shown by rows that may be anywhere.
 */
@ResourceLock("worlds") // They take turns: each looks for free ports.
class ResidencyTest {
  private static final int ROWS = 200;
  private static final int VALUE_BYTES = 24;

  private final RandomGenerator random =
      RandomGeneratorFactory.of("L64X128MixRandom").create(20_261_121);

  @Test
  void rowsOfATableBoundToADomain_areInNoFileOfAnotherRegion(@TempDir Path dir) throws Exception {
    List<byte[]> bound;
    List<byte[]> free;
    try (UnevenWorld world = UnevenWorld.start(dir)) {
      bound = put(world.client(ONE).table("people"));
      free = put(world.client(ONE).table("cities"));
      World.await()
          .until(
              () -> {
                Ledger.OutboxMarks outbox = world.replica(ONE, 0).ledger().outbox();
                return outbox.last() >= 2 * ROWS && outbox.last() == outbox.trimmed();
              });
      assertThat(world.faults()).isEmpty();
    }

    assertThat(windowsFound(dir, ONE, bound)).isEqualTo(windows(bound));
    assertThat(windowsFound(dir, THREE, free)).isEqualTo(windows(free));
    assertThat(windowsFound(dir, THREE, bound)).isEmpty();
  }

  private List<byte[]> put(Table table) throws Exception {
    List<byte[]> values = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      byte[] value = new byte[VALUE_BYTES];
      random.nextBytes(value);
      values.add(value);
      table.put("FR/" + i, Document.of(Map.of("canary", new Value.Binary(Bytes.wrap(value)))));
    }
    return values;
  }

  /** Every eight bytes in a row of the values. */
  private static Set<Long> windows(List<byte[]> values) {
    Set<Long> windows = new HashSet<>();
    values.forEach(value -> addWindows(value, windows));
    return windows;
  }

  private static void addWindows(byte[] bytes, Set<Long> windows) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    for (int at = 0; at + Long.BYTES <= bytes.length; at++) {
      windows.add(buffer.getLong(at));
    }
  }

  /** Those of them that are somewhere in the files of a region's nodes. */
  private static Set<Long> windowsFound(Path dir, Region region, List<byte[]> values)
      throws IOException {
    Set<Long> wanted = windows(values);
    Set<Long> found = new HashSet<>();
    try (Stream<Path> files = Files.walk(dir)) {
      files
          .filter(Files::isRegularFile)
          .filter(file -> dir.relativize(file).startsWith(nodeOf(dir, file, region)))
          .forEach(file -> search(file, wanted, found));
    }
    return found;
  }

  private static Path nodeOf(Path dir, Path file, Region region) {
    Path node = dir.relativize(file).getName(0);
    return node.toString().startsWith(region.name() + "-") ? node : Path.of("of another region");
  }

  private static void search(Path file, Set<Long> wanted, Set<Long> found) {
    try {
      ByteBuffer content = ByteBuffer.wrap(Files.readAllBytes(file));
      for (int at = 0; at + Long.BYTES <= content.limit(); at++) {
        Long window = content.getLong(at);
        if (wanted.contains(window)) {
          found.add(window);
        }
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}

package dev.isochrone.model;

import dev.isochrone.model.bytes.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** A file of {@code src/test/resources/golden}: hexadecimal, with remarks after {@code #}. */
public record GoldenFile(String name, Bytes text) {
  /** Opens the file of this name. */
  public static GoldenFile named(String name) {
    try (InputStream in = GoldenFile.class.getResourceAsStream("/golden/" + name)) {
      if (in == null) {
        throw new AssertionError("no golden file " + name);
      }
      return new GoldenFile(name, Bytes.wrap(in.readAllBytes()));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** The bytes that the file stands for. */
  public Bytes content() {
    StringBuilder hex = new StringBuilder();
    new String(text.shared(), StandardCharsets.UTF_8)
        .lines()
        .map(line -> line.contains("#") ? line.substring(0, line.indexOf('#')) : line)
        .forEach(line -> hex.append(line.strip()));
    return Bytes.wrap(HexFormat.of().parseHex(hex));
  }
}

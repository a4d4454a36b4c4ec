package dev.isochrone.wire.inside;

import java.util.List;

/** What a server told of itself, as files: no row, no key, no secret. */
public record Collected(String server, List<TextFile> files) {
  public Collected {
    files = List.copyOf(files);
  }

  /**
   * One of them.
   *
   * @param name without a directory
   */
  public record TextFile(String name, String text) {
    public TextFile {
      if (!name.matches("[a-z0-9-]+\\.[a-z]+")) {
        throw new IllegalArgumentException("not the name of a collected file");
      }
    }
  }
}

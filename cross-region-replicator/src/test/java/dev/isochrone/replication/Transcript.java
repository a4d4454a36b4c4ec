package dev.isochrone.replication;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A story in a text file: blocks of one event, a line of dashes, and the effects that followed,
 * with comments between. {@code -Dtranscripts.rewrite=true} writes what was played into the file,
 * for a person to review.
 */
final class Transcript {
  private static final Path ROOT = Path.of("src/test/resources/transcripts");

  /** An event's words: a name, bare words, and {@code key=value} options. */
  record Line(List<String> words, Map<String, String> options) {
    static Line parse(String text) {
      Map<String, String> options = new HashMap<>();
      for (String word : text.split(" ", -1)) {
        int equals = word.indexOf('=');
        if (equals > 0) {
          options.put(word.substring(0, equals), word.substring(equals + 1));
        }
      }
      return new Line(
          Stream.of(text.split(" ", -1)).filter(word -> !word.contains("=")).toList(), options);
    }

    String word(int index) {
      return words.get(index);
    }

    long number(int index) {
      return Long.parseLong(words.get(index));
    }

    String option(String name, String otherwise) {
      return options.getOrDefault(name, otherwise);
    }

    long number(String name, long otherwise) {
      return Long.parseLong(options.getOrDefault(name, Long.toString(otherwise)));
    }

    boolean has(String word) {
      return words.contains(word);
    }
  }

  private Transcript() {}

  static Stream<String> in(String folder) throws IOException {
    try (Stream<Path> files = Files.list(ROOT.resolve(folder))) {
      return files.map(file -> folder + "/" + file.getFileName()).sorted().toList().stream();
    }
  }

  /** Plays the file's events, and expects the effects written under them, word for word. */
  static void play(String file, Function<Line, String> player) throws IOException {
    String text = Files.readString(ROOT.resolve(file));
    StringBuilder played = new StringBuilder();
    for (String block : text.strip().split("\n\n+", -1)) {
      for (String line : block.split("\n", -1)) {
        if (line.equals("----")) {
          break;
        }
        played.append(line).append('\n');
        if (!line.startsWith("#")) {
          played.append("----\n").append(player.apply(Line.parse(line)));
        }
      }
      played.append('\n');
    }
    String result = played.toString().strip() + "\n";
    if (Boolean.getBoolean("transcripts.rewrite")) {
      Files.writeString(ROOT.resolve(file), result);
    }
    assertThat(result).isEqualTo(text);
  }
}

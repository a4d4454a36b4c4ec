package dev.isochrone.chaos.house;

import java.net.URI;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;

/**
 * A source file as text.
 *
 * @param path from the root of the repository, with slashes
 */
record SourceFile(String path, String text) {
  /**
   * What may hold comment signs, longest form first; only what begins with a slash is a comment.
   */
  private static final Pattern LITERAL_OR_COMMENT =
      Pattern.compile(
          "\"\"\"(?:[^\\\\\"]++|\\\\.|\"(?!\"\"))*+\"\"\"" // a text block
              + "|\"(?:[^\\\\\"\\n]++|\\\\.)*+\""
              + "|'(?:[^\\\\'\\n]++|\\\\.)*+'"
              + "|//[^\\n]*+"
              + "|/\\*.*?\\*/",
          Pattern.DOTALL);

  boolean isTest() {
    return path.contains("/src/test/");
  }

  String directory() {
    return path.substring(0, path.lastIndexOf('/'));
  }

  int lines() {
    return (int) text.lines().count();
  }

  /** Every comment, with the number of its first line, counted from 1. */
  List<Comment> comments() {
    return LITERAL_OR_COMMENT
        .matcher(text)
        .results()
        .filter(match -> match.group().startsWith("/"))
        .map(this::comment)
        .toList();
  }

  private Comment comment(MatchResult match) {
    int firstLine =
        1 + (int) text.substring(0, match.start()).chars().filter(c -> c == '\n').count();
    int moreLines = (int) match.group().chars().filter(c -> c == '\n').count();
    return new Comment(match.group(), firstLine, firstLine + moreLines);
  }

  /** As the compiler takes it. */
  JavaFileObject toCompile() {
    String escaped = path.chars().mapToObj(SourceFile::escaped).collect(Collectors.joining());
    return new SimpleJavaFileObject(
        URI.create("source:///" + escaped), JavaFileObject.Kind.SOURCE) {
      @Override
      public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return text;
      }
    };
  }

  private static String escaped(int character) {
    return character == ' ' ? "%20" : Character.toString(character);
  }

  /** A comment and the lines that it stands on. */
  record Comment(String text, int firstLine, int lastLine) {}
}

package dev.isochrone.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The option by which a command prints for eyes or for programs. */
public final class Output {
  /** For whom a command prints. */
  enum Form {
    TABLE,
    JSON
  }

  private static final ObjectMapper JSON = new ObjectMapper();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "table|json",
      defaultValue = "table",
      description = "For eyes or for programs (default: ${DEFAULT-VALUE}).")
  private Form form = Form.TABLE;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  /** Prints one thing: as lines of name and value, or as one JSON object on one line. */
  public void print(List<Map.Entry<String, String>> lines, ObjectNode json) {
    PrintWriter out = command.commandLine().getOut();
    if (form == Form.JSON) {
      out.println(text(json));
      return;
    }
    print(lines, out);
  }

  /** The same on standard error, where standard output is taken by something else. */
  public void printAside(List<Map.Entry<String, String>> lines, ObjectNode json) {
    PrintWriter err = command.commandLine().getErr();
    if (form == Form.JSON) {
      err.println(text(json));
    } else {
      print(lines, err);
    }
  }

  /** Prints several things of one kind and what is to be said of them all. */
  public void print(
      List<String> columns,
      List<List<String>> rows,
      List<Map.Entry<String, String>> lines,
      ObjectNode json) {
    print(columns, rows, json);
    if (form != Form.JSON) {
      print(lines, command.commandLine().getOut());
    }
  }

  /** Prints one thing as lines of name and value. */
  public static void print(List<Map.Entry<String, String>> lines, PrintWriter out) {
    int width = lines.stream().mapToInt(line -> line.getKey().length()).max().orElse(0);
    lines.forEach(
        line ->
            out.println((padded(line.getKey(), width) + "  " + line.getValue()).stripTrailing()));
  }

  /**
   * Prints several things of one kind: as a table with these columns, or as one JSON object on one
   * line.
   */
  public void print(List<String> columns, List<List<String>> rows, ObjectNode json) {
    PrintWriter out = command.commandLine().getOut();
    if (form == Form.JSON) {
      out.println(text(json));
    } else {
      TextTable.of(columns, rows).forEach(out::println);
    }
  }

  /** Prints one of many things, on a line of its own. */
  void printLine(String line, ObjectNode json) {
    command.commandLine().getOut().println(form == Form.JSON ? text(json) : line);
  }

  /** One JSON object, on one line. */
  public static String text(ObjectNode json) {
    try {
      return JSON.writeValueAsString(json);
    } catch (JsonProcessingException impossible) {
      throw new AssertionError(impossible);
    }
  }

  private static String padded(String text, int width) {
    return text + " ".repeat(width - text.length());
  }
}

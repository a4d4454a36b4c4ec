package dev.isochrone.chaos.recording;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.isochrone.chaos.history.FaultEvent;
import dev.isochrone.chaos.history.History;
import dev.isochrone.chaos.history.Operation;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Histories as JSON lines: a line that says where the history comes from, then one for each thing
 * that happened, in the order of time. One file may hold several. The fields are listed in the
 * module's README.
 */
public final class HistoryFile {
  private static final ObjectMapper JSON = new ObjectMapper();

  private HistoryFile() {}

  /** Writes the file anew. */
  public static void write(Path file, List<History> histories) throws IOException {
    try (Writer writer = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
      for (History history : histories) {
        write(writer, history);
      }
    }
  }

  /** Writes one history behind what is there. */
  public static void write(Writer writer, History history) throws IOException {
    ObjectNode first = JSON.createObjectNode();
    EventJson.header(first, history.provenance());
    List<Line> lines = new ArrayList<>();
    history.operations().forEach(operation -> lines(operation).forEach(lines::add));
    history.faults().forEach(fault -> lines.add(line(fault)));
    lines.sort(Comparator.comparingLong(Line::nanos).thenComparing(Line::rank));
    writer.write(first + "\n");
    for (Line line : lines) {
      writer.write(line.json() + "\n");
    }
  }

  /** The histories of a file, in its order. */
  public static List<History> read(Path file) throws IOException {
    List<HistoryReading> readings = new ArrayList<>();
    try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      int number = 0;
      for (@Nullable String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        read(line, number, readings);
      }
    }
    return readings.stream().map(HistoryReading::history).toList();
  }

  private static void read(String line, int number, List<HistoryReading> readings)
      throws HistoryFormatException {
    try {
      JsonNode json = JSON.readTree(line);
      if (EventJson.text(json, "type").equals(EventJson.HEADER)) {
        readings.add(new HistoryReading(EventJson.provenance(json)));
      } else if (readings.isEmpty()) {
        throw new IllegalArgumentException("the first line must be of type 'history'");
      } else {
        readings.get(readings.size() - 1).take(json);
      }
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw new HistoryFormatException(number, String.valueOf(e.getMessage()), e);
    }
  }

  /** What is asked stands before what ends at the same instant, as it does in time. */
  private record Line(long nanos, int rank, ObjectNode json) {}

  private static Stream<Line> lines(Operation operation) {
    ObjectNode asked = JSON.createObjectNode();
    EventJson.invocation(asked, operation);
    Line invocation = new Line(operation.invokedNanos(), 0, asked);
    if (operation.endedNanos().isEmpty()) {
      return Stream.of(invocation);
    }
    ObjectNode ended = JSON.createObjectNode();
    EventJson.ending(ended, operation);
    return Stream.of(invocation, new Line(operation.endedNanos().getAsLong(), 1, ended));
  }

  private static Line line(FaultEvent fault) {
    ObjectNode json = JSON.createObjectNode();
    EventJson.fault(json, fault);
    return new Line(fault.nanos(), 0, json);
  }
}

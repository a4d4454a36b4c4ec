package dev.isochrone.chaos.recording;

import com.fasterxml.jackson.databind.JsonNode;
import dev.isochrone.chaos.history.Ending;
import dev.isochrone.chaos.history.FaultEvent;
import dev.isochrone.chaos.history.History;
import dev.isochrone.chaos.history.Operation;
import dev.isochrone.chaos.history.Provenance;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A history while its lines come in: each ending finds the operation that it ends. */
final class HistoryReading {
  private final Provenance provenance;
  private final Map<Long, Operation> operations = new LinkedHashMap<>();
  private final List<FaultEvent> faults = new ArrayList<>();

  HistoryReading(Provenance provenance) {
    this.provenance = provenance;
  }

  void take(JsonNode json) {
    String type = EventJson.text(json, "type");
    switch (type) {
      case EventJson.INVOKE -> begin(EventJson.operation(json));
      case EventJson.OK, EventJson.FAIL, EventJson.UNKNOWN -> end(json);
      case EventJson.FAULT -> faults.add(EventJson.fault(json));
      default -> throw new IllegalArgumentException("unknown type '" + type + "'");
    }
  }

  History history() {
    return new History(provenance, List.copyOf(operations.values()), faults);
  }

  private void begin(Operation operation) {
    if (operations.putIfAbsent(operation.id(), operation) != null) {
      throw new IllegalArgumentException("operation " + operation.id() + " is invoked twice");
    }
  }

  private void end(JsonNode json) {
    long id = EventJson.number(json, "i");
    Operation operation = operations.get(id);
    if (operation == null || operation.ending() != Ending.Open.OPEN) {
      throw new IllegalArgumentException("operation " + id + " ends, but is not open");
    }
    operations.put(id, operation.ending(EventJson.ending(json)));
  }
}

package dev.isochrone.chaos.recording;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.isochrone.chaos.history.Client;
import dev.isochrone.chaos.history.Ending;
import dev.isochrone.chaos.history.FaultEvent;
import dev.isochrone.chaos.history.Operation;
import dev.isochrone.chaos.history.Provenance;

/** One thing that happened, as the object on its line. */
final class EventJson {
  static final String HEADER = "history";
  static final String INVOKE = "invoke";
  static final String OK = "ok";
  static final String FAIL = "fail";
  static final String UNKNOWN = "unknown";
  static final String FAULT = "fault";

  private static final int FORMAT = 1;

  private EventJson() {}

  static void header(ObjectNode json, Provenance provenance) {
    json.put("type", HEADER);
    json.put("format", FORMAT);
    json.put("drill", provenance.drill());
    json.put("seed", provenance.seed());
    json.put("build", provenance.build());
  }

  static Provenance provenance(JsonNode json) {
    long format = number(json, "format");
    if (format != FORMAT) {
      throw new IllegalArgumentException("format " + format + " is not known here");
    }
    return new Provenance(text(json, "drill"), number(json, "seed"), text(json, "build"));
  }

  static void invocation(ObjectNode json, Operation operation) {
    json.put("type", INVOKE);
    json.put("i", operation.id());
    json.put("t_ns", operation.invokedNanos());
    json.put("proc", operation.client().process());
    json.put("session", operation.client().session());
    json.put("region", operation.client().region());
    json.put("k", operation.key());
    ActionJson.write(json, operation.action());
  }

  static Operation operation(JsonNode json) {
    return new Operation(
        number(json, "i"),
        new Client(
            Math.toIntExact(number(json, "proc")), text(json, "session"), text(json, "region")),
        text(json, "k"),
        ActionJson.read(json),
        number(json, "t_ns"),
        Ending.Open.OPEN);
  }

  /** Of an operation that has ended. */
  static void ending(ObjectNode json, Operation operation) {
    Ending ending = operation.ending();
    if (ending instanceof Ending.Ok ok) {
      ending(json, OK, operation.id(), ok.nanos());
      AnswerJson.write(json, ok.answer());
    } else if (ending instanceof Ending.Failed failed) {
      ending(json, FAIL, operation.id(), failed.nanos());
      json.put("code", failed.code());
    } else if (ending instanceof Ending.Unknown unknown) {
      ending(json, UNKNOWN, operation.id(), unknown.nanos());
      json.put("code", unknown.code());
    } else {
      throw new AssertionError(ending);
    }
  }

  private static void ending(ObjectNode json, String type, long id, long nanos) {
    json.put("type", type);
    json.put("i", id);
    json.put("t_ns", nanos);
  }

  static Ending ending(JsonNode json) {
    long nanos = number(json, "t_ns");
    return switch (text(json, "type")) {
      case OK -> new Ending.Ok(nanos, AnswerJson.read(json));
      case FAIL -> new Ending.Failed(nanos, text(json, "code"));
      case UNKNOWN -> new Ending.Unknown(nanos, text(json, "code"));
      default -> throw new AssertionError(json);
    };
  }

  static void fault(ObjectNode json, FaultEvent fault) {
    json.put("type", FAULT);
    json.put("t_ns", fault.nanos());
    json.put("fault", fault.fault());
    json.put("target", fault.target());
    json.put("begins", fault.begins());
  }

  static FaultEvent fault(JsonNode json) {
    return new FaultEvent(
        number(json, "t_ns"),
        text(json, "fault"),
        text(json, "target"),
        member(json, "begins").asBoolean());
  }

  static String text(JsonNode json, String name) {
    JsonNode member = member(json, name);
    if (!member.isTextual()) {
      throw new IllegalArgumentException("'" + name + "' is no text");
    }
    return member.textValue();
  }

  static long number(JsonNode json, String name) {
    JsonNode member = member(json, name);
    if (!member.isIntegralNumber() || !member.canConvertToLong()) {
      throw new IllegalArgumentException("'" + name + "' is no whole number");
    }
    return member.longValue();
  }

  static JsonNode member(JsonNode json, String name) {
    JsonNode member = json.get(name);
    if (member == null) {
      throw new IllegalArgumentException("'" + name + "' is missing");
    }
    return member;
  }
}

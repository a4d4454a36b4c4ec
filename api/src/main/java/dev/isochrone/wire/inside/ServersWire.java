package dev.isochrone.wire.inside;

import dev.isochrone.api.v1.CollectAnswer;
import dev.isochrone.api.v1.CollectedFile;
import dev.isochrone.api.v1.SetLogLevelAnswer;
import dev.isochrone.api.v1.SetLogLevelRequest;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.RefusedException;
import dev.isochrone.wire.FieldPath;
import dev.isochrone.wire.inside.Collected.TextFile;
import java.util.ArrayList;
import java.util.List;

/** Operators' words to servers, on the wire. */
public final class ServersWire {
  private ServersWire() {}

  public static SetLogLevelRequest toProto(LogOrder order) {
    return SetLogLevelRequest.newBuilder()
        .setServer(order.server())
        .setLogger(order.logger())
        .setLevelValue(order.level().number())
        .build();
  }

  /** {@code INVALID_REQUEST} if it names no level, or what no logger is called. */
  public static Outcome<LogOrder> fromProto(SetLogLevelRequest request) {
    return FieldPath.total(
        () -> {
          LogLevel level = level("level", request.getLevelValue());
          String logger = request.getLogger().isEmpty() ? LogOrder.OURS : request.getLogger();
          return FieldPath.of("logger")
              .value(() -> new LogOrder(request.getServer(), logger, level));
        });
  }

  public static SetLogLevelAnswer toProto(LogOrder.Done done) {
    return SetLogLevelAnswer.newBuilder()
        .setServer(done.server())
        .setLogger(done.logger())
        .setBeforeValue(done.before().number())
        .setLevelValue(done.level().number())
        .build();
  }

  public static Outcome<LogOrder.Done> fromProto(SetLogLevelAnswer answer) {
    return FieldPath.total(
        () ->
            new LogOrder.Done(
                answer.getServer(),
                answer.getLogger(),
                level("before", answer.getBeforeValue()),
                level("level", answer.getLevelValue())));
  }

  private static LogLevel level(String field, int number) throws RefusedException {
    return FieldPath.of(field).numbered(LogLevel.values(), LogLevel::number, number);
  }

  public static CollectAnswer toProto(Collected collected) {
    CollectAnswer.Builder proto = CollectAnswer.newBuilder().setServer(collected.server());
    collected
        .files()
        .forEach(file -> proto.addFileBuilder().setName(file.name()).setText(file.text()));
    return proto.build();
  }

  public static Outcome<Collected> fromProto(CollectAnswer answer) {
    return FieldPath.total(
        () -> {
          List<TextFile> files = new ArrayList<>();
          for (CollectedFile file : answer.getFileList()) {
            files.add(
                FieldPath.of("file")
                    .element(files.size())
                    .value(() -> new TextFile(file.getName(), file.getText())));
          }
          return new Collected(answer.getServer(), files);
        });
  }
}

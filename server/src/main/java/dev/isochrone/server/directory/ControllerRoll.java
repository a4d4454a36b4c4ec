package dev.isochrone.server.directory;

import dev.isochrone.hlc.Ticker;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.wire.cluster.NodeStatus;
import dev.isochrone.wire.grpc.Address;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthGrpc;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * When each controller was heard of last. Whoever owns it calls the roll from time to time; any
 * thread may ask, and nothing waits.
 */
public final class ControllerRoll {
  private final Controllers controllers;
  private final Ticker ticker;
  private final Map<Address, Heard> heard = new ConcurrentHashMap<>();

  /**
   * How the last question to a controller ended.
   *
   * @param atNanos when it answered last, or else when this roll began
   */
  private record Heard(boolean answers, long atNanos) {}

  /** Of which nobody is missing yet. */
  public ControllerRoll(Controllers controllers, Ticker ticker) {
    this.controllers = controllers;
    this.ticker = ticker;
    for (Address controller : controllers.addresses()) {
      heard.put(controller, new Heard(/* answers= */ true, ticker.nanos()));
    }
  }

  /** Asks each of them how it is; who says anything at all is there. */
  public void call() {
    controllers
        .<HealthCheckRequest, HealthCheckResponse>each(
            HealthGrpc.getCheckMethod(), HealthCheckRequest.getDefaultInstance())
        .forEach(
            (controller, asked) -> {
              var unused = asked.thenAccept(answer -> note(controller, answer));
            });
  }

  private void note(Address controller, Outcome<HealthCheckResponse> answer) {
    boolean answers = answer instanceof Outcome.Done<?>;
    heard.computeIfPresent(
        controller,
        (at, before) -> new Heard(answers, answers ? ticker.nanos() : before.atNanos()));
  }

  /** Each of them, in the order in which they are configured. */
  public List<NodeStatus.Controller> heard() {
    return controllers.addresses().stream()
        .map(
            controller -> {
              Heard last = heard.getOrDefault(controller, new Heard(true, 0));
              return new NodeStatus.Controller(
                  controller,
                  last.answers()
                      ? Duration.ZERO
                      : Duration.ofNanos(Math.max(1_000_000, ticker.nanos() - last.atNanos())));
            })
        .toList();
  }
}

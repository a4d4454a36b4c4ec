package dev.isochrone.client;

import dev.isochrone.client.Question.Aim;
import dev.isochrone.client.route.Route;
import dev.isochrone.client.route.Routes;
import dev.isochrone.model.Endpoint;
import dev.isochrone.model.refusal.Outcome;
import java.util.List;
import java.util.function.IntSupplier;

/**
 * Whom to ask a question, by one version of the directory.
 *
 * @param candidates the likeliest first; at least one
 */
record Plan(Route route, List<Endpoint> candidates) {
  /**
   * The plan, or why the question can't be asked of anybody.
   *
   * @param turns which of the near replicas is first, each time that it matters
   */
  static Outcome<Plan> of(Question<?> question, Routes routes, IntSupplier turns) {
    return Route.find(routes, question.table(), question.key())
        .map(
            route ->
                new Plan(
                    route,
                    question.aim() == Aim.READ_NEAR
                        ? route.nearFirst(turns.getAsInt())
                        : route.home().leaderFirst()));
  }

  /** Whether another server could be asked in place of a silent one. */
  boolean hasAlternatives() {
    return candidates.size() > 1;
  }

  /** Whether both lead to the same partition. */
  boolean staysAtHome(Plan later) {
    return route.home().name().equals(later.route.home().name());
  }
}

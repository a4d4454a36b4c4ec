package dev.isochrone.client;

import dev.isochrone.client.route.Replicas;
import dev.isochrone.client.route.Route;
import dev.isochrone.client.route.Routes;
import dev.isochrone.model.Endpoint;
import dev.isochrone.model.refusal.Outcome;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntSupplier;

/**
 * Whom to ask a question, by one version of the directory.
 *
 * @param asked the partition whose leader is meant, or would be
 * @param candidates the likeliest first; at least one
 */
record Plan(Route route, Replicas asked, List<Endpoint> candidates) {
  /**
   * The plan, or why the question can't be asked of anybody.
   *
   * @param turns which of the near replicas is first, each time that it matters
   */
  static Outcome<Plan> of(Question<?> question, Routes routes, IntSupplier turns) {
    return Route.find(routes, question.table(), question.key())
        .map(route -> along(route, question.aim(), turns));
  }

  private static Plan along(Route route, Question.Aim aim, IntSupplier turns) {
    return switch (aim) {
      case WRITE, READ_AT_HOME -> new Plan(route, route.home(), route.home().leaderFirst());
      case READ_IN_REGION -> {
        Replicas nearby = route.nearby();
        yield new Plan(route, nearby, nearby.leaderFirst());
      }
      case READ_NEAR_ELSE_HOME ->
          new Plan(route, route.home(), nearElseHome(route, turns.getAsInt()));
      case READ_NEAR -> new Plan(route, route.home(), route.nearFirst(turns.getAsInt()));
    };
  }

  /**
   * One near replica, and if it is too old the home at once: its neighbours are hardly newer. They
   * come last, for the day on which the home can't be reached.
   */
  private static List<Endpoint> nearElseHome(Route route, int turn) {
    List<Endpoint> near = route.nearFirst(turn);
    Set<Endpoint> order = new LinkedHashSet<>(near.subList(0, 1));
    order.addAll(route.home().leaderFirst());
    order.addAll(near);
    return List.copyOf(order);
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

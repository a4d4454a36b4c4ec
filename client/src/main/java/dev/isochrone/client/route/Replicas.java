package dev.isochrone.client.route;

import dev.isochrone.model.Endpoint;
import dev.isochrone.model.Region;
import dev.isochrone.model.refusal.Refusal;
import java.util.ArrayList;
import java.util.List;

/**
 * The servers of one partition, in the order in which a request for its leader asks them. Answers
 * and refusals teach the order; a belief that is wrong costs one redirect.
 *
 * <p>Any thread. Of two that learn at once one is forgotten, which does no harm.
 */
public final class Replicas {
  private final Name name;
  private final List<Endpoint> all;
  private volatile List<Endpoint> leaderFirst;

  /** A partition of a region. */
  public record Name(Region region, int partition) {}

  /** Nothing is known yet of who leads. */
  Replicas(Name name, List<Endpoint> all) {
    this.name = name;
    this.all = List.copyOf(all);
    this.leaderFirst = this.all;
  }

  /** Whose servers they are. */
  public Name name() {
    return name;
  }

  /** As the directory has them. */
  List<Endpoint> all() {
    return all;
  }

  /** The likeliest leader first. Not empty. */
  public List<Endpoint> leaderFirst() {
    return leaderFirst;
  }

  /** This node leads, as some server says; it need not be one that the directory has. */
  public void learn(Endpoint leader) {
    if (!leaderFirst.get(0).equals(leader)) {
      List<Endpoint> order = new ArrayList<>(all.size() + 1);
      order.add(leader);
      addOthers(leader, order);
      leaderFirst = List.copyOf(order);
    }
  }

  /** This node does not lead, or can't be reached: it is asked last, unless another is first. */
  public void doubt(Endpoint node) {
    if (leaderFirst.get(0).equals(node)) {
      List<Endpoint> order = new ArrayList<>(all.size());
      addOthers(node, order);
      all.stream().filter(replica -> replica.node().equals(node.node())).forEach(order::add);
      leaderFirst = List.copyOf(order);
    }
  }

  /** What a refusal of a request for the leader says about who leads. */
  public void refused(Endpoint asked, Refusal refusal) {
    switch (refusal.code()) {
      case NOT_LEADER -> {
        doubt(asked);
        refusal.endpoint().ifPresent(this::learn);
      }
      case NO_LEADER, NOT_READY, NOT_CONFIRMED, HOME_UNREACHABLE, OUTCOME_UNKNOWN -> doubt(asked);
      default -> {}
    }
  }

  private void addOthers(Endpoint than, List<Endpoint> order) {
    for (Endpoint replica : all) {
      if (!replica.node().equals(than.node())) {
        order.add(replica);
      }
    }
  }
}

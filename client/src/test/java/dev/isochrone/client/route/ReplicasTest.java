package dev.isochrone.client.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isochrone.model.Endpoint;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.Region;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReplicasTest {
  private static final Endpoint A = at("a", 1);
  private static final Endpoint B = at("b", 2);
  private static final Endpoint C = at("c", 3);

  private final Replicas replicas =
      new Replicas(new Replicas.Name(new Region("eu-west"), 0), List.of(A, B, C));

  @Test
  void replicas_areAskedInTheDirectorysOrder_whileNothingIsKnown() {
    assertThat(replicas.leaderFirst()).containsExactly(A, B, C);
  }

  @Test
  void leader_isAskedFirst() {
    replicas.learn(B);

    assertThat(replicas.leaderFirst()).containsExactly(B, A, C);
    assertThat(replicas.all()).containsExactly(A, B, C);
  }

  @Test
  void leaderAtAnAddressThatTheDirectoryLacks_isAskedThere() {
    replicas.learn(at("b", 9));

    assertThat(replicas.leaderFirst()).containsExactly(at("b", 9), A, C);
    replicas.doubt(at("b", 9));
    assertThat(replicas.leaderFirst()).containsExactly(A, C, B);
  }

  @Test
  void doubt_movesTheFirstToTheEnd_andNobodyElse() {
    replicas.doubt(B);
    assertThat(replicas.leaderFirst()).containsExactly(A, B, C);

    replicas.doubt(A);
    assertThat(replicas.leaderFirst()).containsExactly(B, C, A);
  }

  @Test
  void strangerThatIsDoubted_isGone() {
    replicas.learn(at("d", 4));
    assertThat(replicas.leaderFirst()).containsExactly(at("d", 4), A, B, C);

    replicas.doubt(at("d", 4));
    assertThat(replicas.leaderFirst()).containsExactly(A, B, C);
  }

  private static Endpoint at(String node, int port) {
    return new Endpoint(new NodeId(node), "127.0.0.1", port);
  }
}

package dev.isochrone.client;

import static dev.isochrone.client.FakeCluster.LYON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.isochrone.client.FakeNode.Asked;
import dev.isochrone.model.document.Document;
import dev.isochrone.model.document.Value;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.refusal.RefusedException;
import dev.isochrone.model.request.WriteAnswer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class RequestIdsTest {
  private static final Document NAME = Document.of(Map.of("name", new Value.Text("Lyon")));

  private FakeCluster cluster;

  @BeforeEach
  void startCluster() throws IOException {
    cluster = FakeCluster.start();
  }

  @AfterEach
  void stopCluster() {
    cluster.close();
  }

  @Test
  void request_hasOneId_inEveryAttempt_andInItsRefusal() throws Exception {
    cluster
        .node("eu-1")
        .then(it -> it.refuse(Refusal.later(RefusalCode.OVERLOADED, "full", Duration.ZERO)))
        .then(it -> it.refuse(Refusal.of(RefusalCode.INVALID_DOCUMENT, "unfit")))
        .always(Asked::answer);

    try (IsochroneClient client = IsochroneClient.connect(cluster.config())) {
      Table cities = client.table("cities");
      RefusedException refused =
          catchThrowableOfType(RefusedException.class, () -> cities.put(LYON, NAME));
      WriteAnswer written = cities.put(LYON, NAME);

      List<Asked> asked = List.copyOf(cluster.node("eu-1").asked());
      long number = asked.get(0).operation().getRequestNumber();
      assertThat(number).isPositive();
      assertThat(asked.get(1).operation().getRequestNumber()).isEqualTo(number);
      assertThat(refused.requestId().orElseThrow()).matches("[0-9a-f-]{13}-" + number);
      assertThat(asked.get(2).operation().getRequestNumber()).isGreaterThan(number);
      assertThat(written.header().requestId())
          .startsWith(refused.requestId().orElseThrow().substring(0, 13))
          .endsWith("-" + asked.get(2).operation().getRequestNumber());
    }
  }
}

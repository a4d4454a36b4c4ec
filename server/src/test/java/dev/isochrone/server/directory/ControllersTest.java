package dev.isochrone.server.directory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isochrone.api.internal.v1.DirectoriesGrpc;
import dev.isochrone.api.internal.v1.InitAnswer;
import dev.isochrone.api.internal.v1.InitRequest;
import dev.isochrone.hlc.Ticker;
import dev.isochrone.model.Endpoint;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.server.ListenConfig;
import dev.isochrone.server.RpcServer;
import dev.isochrone.wire.grpc.Address;
import dev.isochrone.wire.grpc.ChannelConfig;
import dev.isochrone.wire.grpc.Channels;
import dev.isochrone.wire.grpc.GrpcRefusals;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ControllersTest {
  /** As a command on the machine of a local cluster, which knows addresses and no names. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void leader_isFound_thoughTheNameByWhichOthersCallIt_leadsNowhere(int leader) throws Exception {
    List<RpcServer> servers = new ArrayList<>();
    List<Address> addresses = new ArrayList<>();
    try (Channels channels =
        Channels.open(ChannelConfig.DEFAULT, Ticker.system(), Optional.empty())) {
      for (int i = 0; i < 3; i++) {
        RpcServer server =
            RpcServer.listen(ListenConfig.loopback(0), List.of(new Voter(i == leader)));
        servers.add(server);
        addresses.add(new Address("127.0.0.1", server.port()));
      }
      Controllers controllers = new Controllers(channels, addresses);

      List<Outcome<InitAnswer>> outcomes = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        outcomes.add(
            controllers
                .led(DirectoriesGrpc.getInitMethod(), InitRequest.getDefaultInstance())
                .get());
      }

      assertThat(outcomes).anyMatch(Outcome.Done.class::isInstance);
    } finally {
      servers.forEach(RpcServer::close);
    }
  }

  private static final class Voter extends DirectoriesGrpc.DirectoriesImplBase {
    private final boolean leads;

    Voter(boolean leads) {
      this.leads = leads;
    }

    @Override
    public void init(InitRequest request, StreamObserver<InitAnswer> answers) {
      if (leads) {
        answers.onNext(InitAnswer.getDefaultInstance());
        answers.onCompleted();
      } else {
        answers.onError(
            GrpcRefusals.toStatus(
                new Refusal(
                    RefusalCode.NOT_LEADER,
                    "the leader is elsewhere",
                    Optional.empty(),
                    0,
                    Duration.ZERO,
                    Optional.of(new Endpoint(new NodeId("elsewhere"), "nobody.invalid", 7_401))),
                ""));
      }
    }
  }
}

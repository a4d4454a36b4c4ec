package dev.isochrone.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import dev.isochrone.api.v1.DescribeAnswer;
import dev.isochrone.api.v1.GetAnswer;
import dev.isochrone.api.v1.PutRequest;
import dev.isochrone.api.v1.StatusAnswer;
import dev.isochrone.api.v1.WhereAnswer;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.key.Slot;
import dev.isochrone.model.refusal.RefusedException;
import dev.isochrone.model.request.AnswerHeader.HomeOf;
import dev.isochrone.model.request.ReadAnswer;
import dev.isochrone.model.request.WriteRequest;
import dev.isochrone.testing.ForSeeds;
import dev.isochrone.wire.cluster.ClusterWire;
import dev.isochrone.wire.cluster.Description;
import dev.isochrone.wire.cluster.NodeStatus;
import dev.isochrone.wire.cluster.StatusWire;
import dev.isochrone.wire.cluster.Whereabouts;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** Whatever bytes are damaged on the way: what Protobuf still parses gives a value or a refusal. */
class TotalityTest {
  private static final int DAMAGES = 200;

  @ForSeeds(50)
  void damagedMessage_givesAValueOrARefusal(long seed) throws RefusedException {
    Samples samples = new Samples(seed);
    WriteRequest put =
        WriteRequest.of(
            samples.header(),
            samples.tableName(),
            samples.keyForm(),
            Optional.of(samples.document()),
            samples.condition());
    RandomGenerator random = samples.random();

    int read =
        damaged(
                RequestWire.toPut(put).orThrow(),
                PutRequest.parser(),
                it -> RequestWire.fromProto(it, () -> "given"),
                random)
            + damaged(
                AnswerWire.toGet(
                    new ReadAnswer(samples.answerHeader(), Optional.of(samples.document())), false),
                GetAnswer.parser(),
                AnswerWire::fromProto,
                random)
            + damaged(
                ClusterWire.toProto(
                    new Description(
                        Optional.of(samples.directory()), samples.endpoint(), samples.region())),
                DescribeAnswer.parser(),
                ClusterWire::fromProto,
                random)
            + damaged(
                ClusterWire.toProto(
                    new Whereabouts(
                        new HomeOf(samples.region(), 1),
                        new Slot(1),
                        0,
                        Optional.of(samples.endpoint()),
                        List.of())),
                WhereAnswer.parser(),
                ClusterWire::fromProto,
                random)
            + damaged(
                StatusWire.toProto(
                    new NodeStatus(samples.region(), new NodeId("n"), samples.hlc(), List.of())),
                StatusAnswer.parser(),
                StatusWire::fromProto,
                random)
            + damaged(
                RefusalWire.toProto(samples.refusal(), "r"),
                dev.isochrone.api.v1.Refusal.parser(),
                RefusalWire::fromProto,
                random);

    assertThat(read).as("messages that Protobuf parsed").isPositive();
  }

  private static <M extends Message> int damaged(
      M message, Parser<M> parser, Function<M, Object> reader, RandomGenerator random) {
    int read = 0;
    for (int i = 0; i < DAMAGES; i++) {
      byte[] bytes = message.toByteArray();
      if (bytes.length == 0) {
        return 0;
      }
      for (int n = 1 + random.nextInt(3); n > 0; n--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      try {
        assertThat(reader.apply(parser.parseFrom(bytes))).isNotNull();
        read++;
      } catch (InvalidProtocolBufferException notEvenAMessage) {
        // Refused by gRPC before it comes to us.
      }
    }
    return read;
  }
}

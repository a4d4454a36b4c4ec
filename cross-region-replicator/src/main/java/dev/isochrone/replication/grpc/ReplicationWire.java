package dev.isochrone.replication.grpc;

import dev.isochrone.api.internal.v1.Acked;
import dev.isochrone.api.internal.v1.Batch;
import dev.isochrone.api.internal.v1.FromReceiver;
import dev.isochrone.api.internal.v1.FromSender;
import dev.isochrone.api.internal.v1.Resume;
import dev.isochrone.api.internal.v1.Welcome;
import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.model.ClusterId;
import dev.isochrone.model.Origin;
import dev.isochrone.model.Region;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.refusal.Outcome;
import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.model.row.ChangeBatch;
import dev.isochrone.model.row.ChangeBatchCodec;
import dev.isochrone.model.row.OriginPartition;
import dev.isochrone.replication.FeatureLevels;
import dev.isochrone.replication.Hello;
import dev.isochrone.replication.LinkConfig;
import dev.isochrone.replication.LinkSource;
import dev.isochrone.replication.Peer;
import dev.isochrone.replication.ReceiverEffect;
import dev.isochrone.replication.SenderEvent;
import dev.isochrone.wire.RefusalWire;

/**
 * Between a link's messages and its values. What passes here is valid, and is never checked again.
 */
final class ReplicationWire {
  private ReplicationWire() {}

  static FromSender toProto(Hello hello) {
    LinkSource from = hello.from();
    return FromSender.newBuilder()
        .setHello(
            dev.isochrone.api.internal.v1.Hello.newBuilder()
                .setClusterId(from.cluster().hex())
                .setOrigin(from.source().origin().origin().number())
                .setOriginRegion(from.region().name())
                .setOriginPartition(from.source().origin().partition())
                .setOriginPartitions(from.source().partitions())
                .setPeerRegion(hello.to().region().name())
                .setPeerOrigin(hello.to().origin().number())
                .setFeatureLevelMin(from.levels().min())
                .setFeatureLevelMax(from.levels().max())
                .setSession(hello.session())
                .setLayoutVersion(from.source().layoutVersion()))
        .build();
  }

  static Outcome<Hello> fromProto(dev.isochrone.api.internal.v1.Hello hello) {
    try {
      OriginPartition origin =
          new OriginPartition(new Origin(hello.getOrigin()), hello.getOriginPartition());
      LinkSource from =
          new LinkSource(
              new ClusterId(hello.getClusterId()),
              new Region(hello.getOriginRegion()),
              new ChangeBatch.Source(origin, hello.getLayoutVersion(), hello.getOriginPartitions()),
              new FeatureLevels(hello.getFeatureLevelMin(), hello.getFeatureLevelMax()));
      Peer to = new Peer(new Region(hello.getPeerRegion()), new Origin(hello.getPeerOrigin()));
      return Outcome.done(new Hello(from, to, hello.getSession()));
    } catch (IllegalArgumentException unfit) {
      return invalid("hello: " + unfit.getMessage());
    }
  }

  /**
   * A batch, as it is sent.
   *
   * @param sentAt the sender's clock; {@link HlcTimestamp#MIN} if it issues nothing now
   */
  static FromSender toProto(ChangeBatch batch, HlcTimestamp sentAt) {
    Bytes bytes = ChangeBatchCodec.encode(batch);
    if (bytes.length() > LinkConfig.BATCH_BYTES_LIMIT) {
      throw new IllegalStateException("batch of " + bytes + ", " + batch.interval());
    }
    return FromSender.newBuilder()
        .setBatch(Compression.compressed(bytes).setSentHlc(sentAt.packed()))
        .build();
  }

  static Outcome<HlcTimestamp> sentAt(Batch batch) {
    return batch.getSentHlc() < 0
        ? invalid("batch.sent_hlc: sign bit set")
        : Outcome.done(new HlcTimestamp(batch.getSentHlc()));
  }

  /** What a receiver has to say; a proposal is not for the sender. */
  static FromReceiver toProto(ReceiverEffect answer) {
    FromReceiver.Builder message = FromReceiver.newBuilder();
    if (answer instanceof ReceiverEffect.Welcome welcome) {
      message.setWelcome(
          Welcome.newBuilder()
              .setSession(welcome.session())
              .setAppliedSequence(welcome.applied())
              .setCredits(welcome.credits())
              .setFeatureLevel(welcome.featureLevel()));
    } else if (answer instanceof ReceiverEffect.Ack ack) {
      message.setAcked(
          Acked.newBuilder()
              .setSession(ack.session())
              .setAppliedSequence(ack.sequence())
              .setFrontier(ack.frontier().packed()));
    } else if (answer instanceof ReceiverEffect.Resume resume) {
      message.setResume(
          Resume.newBuilder().setSession(resume.session()).setAppliedSequence(resume.sequence()));
    } else if (answer instanceof ReceiverEffect.Refuse refuse) {
      message.setRefused(RefusalWire.toProto(refuse.refusal(), ""));
    } else {
      throw new AssertionError(answer);
    }
    return message.build();
  }

  /**
   * What a receiver said.
   *
   * @param session of the stream on which it said so
   */
  static SenderEvent.OnStream fromProto(FromReceiver message, long session) {
    return switch (message.getMessageCase()) {
      case WELCOME -> welcomed(message.getWelcome(), session);
      case ACKED -> acked(message.getAcked(), session);
      case RESUME -> resumed(message.getResume(), session);
      case REFUSED -> new SenderEvent.Refused(session, RefusalWire.fromProto(message.getRefused()));
      case MESSAGE_NOT_SET -> new SenderEvent.Broken(session, "a message of a newer release");
    };
  }

  private static SenderEvent.OnStream welcomed(Welcome welcome, long session) {
    int level = welcome.getFeatureLevel();
    boolean spoken = level >= FeatureLevels.SPOKEN.min() && level <= FeatureLevels.SPOKEN.max();
    if (welcome.getAppliedSequence() < 0 || welcome.getCredits() < 1 || !spoken) {
      return new SenderEvent.Broken(session, "a welcome that makes no sense");
    }
    return new SenderEvent.Welcomed(
        welcome.getSession(), welcome.getAppliedSequence(), welcome.getCredits());
  }

  private static SenderEvent.OnStream acked(Acked acked, long session) {
    return acked.getAppliedSequence() < 0 || acked.getFrontier() < 0
        ? new SenderEvent.Broken(session, "an acknowledgement that makes no sense")
        : new SenderEvent.Acked(
            acked.getSession(), acked.getAppliedSequence(), new HlcTimestamp(acked.getFrontier()));
  }

  private static SenderEvent.OnStream resumed(Resume resume, long session) {
    return resume.getAppliedSequence() < 0
        ? new SenderEvent.Broken(session, "a resume that makes no sense")
        : new SenderEvent.Resumed(resume.getSession(), resume.getAppliedSequence());
  }

  private static <T> Outcome<T> invalid(String message) {
    return Outcome.refused(Refusal.of(RefusalCode.INVALID_REQUEST, message));
  }
}

package dev.isochrone.chaos.house;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.RandomAccessFile;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URL;
import java.util.List;
import java.util.Timer;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinTask;
import java.util.stream.Stream;

/** Which package may know which of the world outside: libraries, threads, sockets and files. */
final class Borders {
  /** Values and decisions: given the same input they give the same output, on any machine. */
  private static final String[] PURE = {
    "dev.isochrone.hlc..",
    "dev.isochrone.model..",
    "dev.isochrone.placement..",
    "dev.isochrone.conflict..",
    "dev.isochrone.replication",
    "dev.isochrone.replication.region..",
    "dev.isochrone.consensus.local..",
    "dev.isochrone.region.directory..",
    "dev.isochrone.region.format..",
    "dev.isochrone.client.course..",
    "dev.isochrone.client.route..",
    "dev.isochrone.chaos.history..",
    "dev.isochrone.chaos.check.."
  };

  /** Where messages stop: behind these packages there are values only. */
  private static final String[] EDGES = {
    "dev.isochrone.api..",
    "dev.isochrone.wire..",
    "dev.isochrone.replication.grpc..",
    "dev.isochrone.zone.grpc..",
    "dev.isochrone.region.grpc..",
    "dev.isochrone.server..",
    "dev.isochrone.client"
  };

  private Borders() {}

  static List<HouseRule> rules() {
    return List.of(
        ratisStaysBehindTheSeam(),
        xodusStaysBehindTheEngine(),
        messagesStopAtTheDoor(),
        grpcIsForTheEdges(),
        pureCodeSeesTheJdkAlone(),
        pureCodeHasNoHands());
  }

  private static HouseRule ratisStaysBehindTheSeam() {
    return HouseRule.of(
            "only consensus.ratis knows Ratis",
            noClasses()
                .that()
                .resideOutsideOfPackage("dev.isochrone.consensus.ratis..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.ratis.."))
        .brokenBy(field("dev.isochrone.consensus", "org.apache.ratis.protocol.RaftPeerId"))
        .brokenBy(
            field(
                "dev.isochrone.zone.partition",
                "org.apache.ratis.thirdparty.com.google.protobuf.ByteString"))
        .keptBy(field("dev.isochrone.consensus.ratis", "org.apache.ratis.protocol.RaftPeerId"));
  }

  private static HouseRule xodusStaysBehindTheEngine() {
    return HouseRule.of(
            "only zone.store.xodus knows Xodus",
            noClasses()
                .that()
                .resideOutsideOfPackage("dev.isochrone.zone.store.xodus..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("jetbrains.exodus.."))
        .brokenBy(field("dev.isochrone.zone.store", "jetbrains.exodus.env.Environment"))
        .keptBy(field("dev.isochrone.zone.store.xodus", "jetbrains.exodus.env.Environment"));
  }

  private static HouseRule messagesStopAtTheDoor() {
    String message = "dev.isochrone.api.v1.Key";
    return HouseRule.of(
            "messages stop at the door",
            noClasses()
                .that()
                .resideOutsideOfPackages(EDGES)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.isochrone.api..", "com.google.protobuf.."))
        .brokenBy(field("dev.isochrone.zone.partition", message))
        .brokenBy(field("dev.isochrone.model.key", "com.google.protobuf.ByteString"))
        .keptBy(field("dev.isochrone.wire", message))
        .keptBy(field("dev.isochrone.zone.grpc", message));
  }

  private static HouseRule grpcIsForTheEdges() {
    return HouseRule.of(
            "gRPC is for the edges",
            noClasses()
                .that()
                .resideOutsideOfPackages(EDGES)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.grpc.."))
        .brokenBy(field("dev.isochrone.zone.partition", "io.grpc.Status"))
        .brokenBy(field("dev.isochrone.replication.driver", "io.grpc.stub.StreamObserver"))
        .brokenBy(field("dev.isochrone.client.session", "io.grpc.ManagedChannel"))
        .keptBy(field("dev.isochrone.replication.grpc", "io.grpc.stub.StreamObserver"))
        .keptBy(field("dev.isochrone.client", "io.grpc.ManagedChannel"));
  }

  /** Guava's hash is the one exception: murmur3 is in no JDK. */
  private static HouseRule pureCodeSeesTheJdkAlone() {
    return HouseRule.of(
            "pure code sees the JDK alone",
            classes()
                .that()
                .resideInAnyPackage(PURE)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                    "java..",
                    "dev.isochrone..",
                    "org.jspecify.annotations..",
                    "com.google.errorprone.annotations..",
                    "com.google.common.hash.."))
        .brokenBy(field("dev.isochrone.hlc", "org.slf4j.Logger"))
        .brokenBy(field("dev.isochrone.model", "com.google.common.collect.ImmutableList"))
        .keptBy(field("dev.isochrone.placement", "com.google.common.hash.HashFunction"));
  }

  private static HouseRule pureCodeHasNoHands() {
    return HouseRule.of(
            "pure code has no threads, sockets, files or loggers",
            noClasses().that().resideInAnyPackage(PURE).should().dependOnClassesThat(areHands()))
        .brokenBy(field("dev.isochrone.hlc", "Thread"))
        .brokenBy(field("dev.isochrone.consensus.local", "java.util.concurrent.ExecutorService"))
        .brokenBy(field("dev.isochrone.replication", "java.nio.file.Path"))
        .brokenBy(field("dev.isochrone.model", "java.net.Socket"))
        .brokenBy(field("dev.isochrone.conflict", "java.util.logging.Logger"))
        .brokenBy(field("dev.isochrone.placement", "java.util.Timer"))
        .keptBy(field("dev.isochrone.hlc", "java.io.IOException"))
        .keptBy(field("dev.isochrone.hlc", "java.util.concurrent.atomic.AtomicLong"))
        .keptBy(field("dev.isochrone.replication.driver", "Thread"));
  }

  private static DescribedPredicate<JavaClass> areHands() {
    DescribedPredicate<JavaClass> packages =
        resideInAnyPackage(
            "java.nio.file..",
            "java.nio.channels..",
            "java.net.http..",
            "java.util.logging..",
            "java.util.concurrent.locks..");
    DescribedPredicate<JavaClass> hands =
        Stream.of(
                Thread.class,
                ThreadLocal.class,
                Executor.class,
                ForkJoinTask.class,
                Timer.class,
                File.class,
                FileInputStream.class,
                FileOutputStream.class,
                RandomAccessFile.class,
                Socket.class,
                ServerSocket.class)
            .map(outside -> (DescribedPredicate<JavaClass>) assignableTo(outside))
            .reduce(packages, (some, one) -> some.or(one));
    return hands
        .or(type(Executors.class))
        .or(type(URL.class))
        .as("are threads, executors, locks, sockets, files or loggers");
  }

  private static String field(String packageName, String type) {
    return "package " + packageName + "; class Planted { " + type + " field; }";
  }
}

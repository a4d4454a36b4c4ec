package dev.isochrone.zone.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.isochrone.api.v1.DataGrpc;
import dev.isochrone.api.v1.ScanPage;
import dev.isochrone.api.v1.ScanRequest;
import dev.isochrone.model.refusal.RefusalCode;
import dev.isochrone.zone.tally.RequestEnd;
import dev.isochrone.zone.tally.RequestKind;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A scan is one request, counted when its stream ends, however it does. */
class ScanTallyTest {
  private static final ScanRequest ALL = ScanRequest.newBuilder().setTable("cities").build();

  private ScanFixture node;

  @BeforeEach
  void open() throws Exception {
    node = ScanFixture.open(ScanLimits.DEFAULT);
  }

  @AfterEach
  void close() {
    node.close();
  }

  @Test
  void scan_thatWasReadToItsEnd_isCountedOnce_withAllItsTime() {
    for (int id = 0; id < 50; id++) {
      node.put("FR", id);
    }

    Iterator<ScanPage> pages = node.data().scan(ALL.toBuilder().setPageRows(7).build());
    node.nanos.addAndGet(Duration.ofMillis(30).toNanos());
    int rows = 0;
    while (pages.hasNext()) {
      rows += pages.next().getRowCount();
    }

    assertThat(rows).isEqualTo(50);
    assertCountedAs(RequestEnd.DONE);
  }

  @Test
  void scan_thatIsRefused_isCountedByItsCode() {
    Iterator<ScanPage> pages = node.data().scan(ALL.toBuilder().setTable("nowhere").build());

    assertThat(catchThrowable(pages::hasNext)).isInstanceOf(StatusRuntimeException.class);
    assertCountedAs(RequestEnd.of(RefusalCode.NO_SUCH_TABLE));
  }

  @Test
  void scan_whoseCallerLeaves_isCountedAsCancelled() throws Exception {
    for (int id = 0; id < 2_000; id++) {
      node.put("FR", id);
    }
    CountDownLatch first = new CountDownLatch(1);
    ClientCall<ScanRequest, ScanPage> call =
        node.channel().newCall(DataGrpc.getScanMethod(), CallOptions.DEFAULT);
    call.start(
        new ClientCall.Listener<>() {
          @Override
          public void onMessage(ScanPage page) {
            first.countDown();
          }
        },
        new Metadata());
    call.sendMessage(ALL.toBuilder().setPageRows(1).build());
    call.halfClose();
    call.request(1);
    assertThat(first.await(20, TimeUnit.SECONDS)).isTrue();

    call.cancel("enough", null);

    Awaitility.await().until(() -> node.tally.count(RequestKind.SCAN) > 0);
    assertCountedAs(RequestEnd.CANCELLED);
    Awaitility.await().until(() -> node.scans.openNow() == 0);
  }

  private void assertCountedAs(RequestEnd end) {
    assertThat(node.tally.count(RequestKind.SCAN, end)).isEqualTo(1);
    assertThat(node.tally.count(RequestKind.SCAN)).isEqualTo(1);
  }
}

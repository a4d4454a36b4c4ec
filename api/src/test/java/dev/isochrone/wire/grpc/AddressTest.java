package dev.isochrone.wire.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class AddressTest {
  @Test
  void text_comesBackAsItWas() {
    assertThat(Address.parse("localhost:7400")).isEqualTo(new Address("localhost", 7_400));
    assertThat(Address.parse("[::1]:7400")).isEqualTo(new Address("::1", 7_400));
    assertThat(Address.parse("[::1]:7400")).hasToString("[::1]:7400");
    assertThat(Address.parse("localhost:7400")).hasToString("localhost:7400");
  }

  @Test
  void textThatIsNone_isRefused() {
    for (String text :
        new String[] {"", "localhost", ":7400", "localhost:", "localhost:0", "a:b"}) {
      assertThatThrownBy(() -> Address.parse(text))
          .as(text)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}

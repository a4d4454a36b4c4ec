package dev.isochrone.consensus.leadership;

import static dev.isochrone.consensus.Confirmation.CONFIRMED;
import static dev.isochrone.consensus.Confirmation.NOT_CONFIRMED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isochrone.consensus.Confirmation;
import dev.isochrone.consensus.MemberId;
import dev.isochrone.consensus.leadership.LeadershipRounds.Effect;
import dev.isochrone.consensus.leadership.LeadershipRounds.Effect.Answer;
import dev.isochrone.consensus.leadership.LeadershipRounds.Effect.Arm;
import dev.isochrone.consensus.leadership.LeadershipRounds.Effect.Ask;
import dev.isochrone.consensus.leadership.LeadershipRounds.Effect.Disarm;
import dev.isochrone.testing.ForSeeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LeadershipRoundsTest {
  private static final MemberId A = new MemberId("a");
  private static final MemberId B = new MemberId("b");
  private static final MemberId C = new MemberId("c");

  private final LeadershipRounds<String> rounds = new LeadershipRounds<>(List.of(A, B, C), 3);

  @Test
  void join_withoutLeading_isNotConfirmedAtOnce() {
    assertThat(rounds.join("x")).containsExactly(answer(NOT_CONFIRMED, "x"));
  }

  @Test
  void join_whenNoRoundRuns_beginsOne_thatAsksEveryMember() {
    rounds.leads(7);

    assertThat(rounds.join("x"))
        .containsExactly(new Arm<>(1), new Ask<>(1, A), new Ask<>(1, B), new Ask<>(1, C));
  }

  @Test
  void majority_withTheOwnTerm_confirms() {
    rounds.leads(7);
    rounds.join("x");

    assertThat(rounds.answered(1, A, 7)).isEmpty();
    assertThat(rounds.answered(1, C, 7)).containsExactly(new Disarm<>(1), answer(CONFIRMED, "x"));
  }

  @Test
  void sameMember_answeringTwice_countsOnce() {
    rounds.leads(7);
    rounds.join("x");

    rounds.answered(1, A, 7);
    assertThat(rounds.answered(1, A, 7)).isEmpty();
  }

  @Test
  void stranger_doesNotCount() {
    rounds.leads(7);
    rounds.join("x");

    rounds.answered(1, A, 7);
    assertThat(rounds.answered(1, new MemberId("z"), 7)).isEmpty();
  }

  @Test
  void greaterTerm_endsTheRoundWithoutConfirmation() {
    rounds.leads(7);
    rounds.join("x");

    rounds.answered(1, A, 7);
    assertThat(rounds.answered(1, B, 8))
        .containsExactly(new Disarm<>(1), answer(NOT_CONFIRMED, "x"));
  }

  @Test
  void smallerTerms_confirmNothing_andEndTheRoundOnceAllHaveAnswered() {
    rounds.leads(7);
    rounds.join("x");

    assertThat(rounds.answered(1, B, 6)).isEmpty();
    assertThat(rounds.answered(1, C, 6)).isEmpty();
    assertThat(rounds.answered(1, A, 7))
        .containsExactly(new Disarm<>(1), answer(NOT_CONFIRMED, "x"));
  }

  @Test
  void whoeverArrivesWhileARoundRuns_waitsForTheNext_andSharesIt() {
    rounds.leads(7);
    rounds.join("x");
    assertThat(rounds.join("y")).isEmpty();
    assertThat(rounds.join("z")).isEmpty();

    rounds.answered(1, A, 7);
    List<Effect<String>> ended = rounds.answered(1, B, 7);

    assertThat(ended)
        .containsExactly(
            new Disarm<>(1),
            answer(CONFIRMED, "x"),
            new Arm<>(2),
            new Ask<>(2, A),
            new Ask<>(2, B),
            new Ask<>(2, C));
    rounds.answered(2, A, 7);
    assertThat(rounds.answered(2, C, 7))
        .containsExactly(new Disarm<>(2), answer(CONFIRMED, "y", "z"));
  }

  @Test
  void answersOfAnEarlierRound_areIgnored() {
    rounds.leads(7);
    rounds.join("x");
    rounds.join("y");
    rounds.timedOut(1);

    assertThat(rounds.answered(1, A, 7)).isEmpty();
    assertThat(rounds.answered(1, B, 7)).isEmpty();
    assertThat(rounds.answered(2, A, 7)).isEmpty();
    assertThat(rounds.answered(2, B, 7)).contains(answer(CONFIRMED, "y"));
  }

  @Test
  void timeout_answersOnlyTheRunningRound_andIsIgnoredWhenItIsOver() {
    rounds.leads(7);
    rounds.join("x");
    rounds.join("y");

    assertThat(rounds.timedOut(1)).startsWith(new Disarm<>(1), answer(NOT_CONFIRMED, "x"));
    assertThat(rounds.timedOut(1)).isEmpty();
  }

  @Test
  void loss_answersAllWhoWait_andIgnoresWhatComesAfter() {
    rounds.leads(7);
    rounds.join("x");
    rounds.join("y");

    assertThat(rounds.lost(7)).containsExactly(new Disarm<>(1), answer(NOT_CONFIRMED, "x", "y"));
    assertThat(rounds.answered(1, A, 7)).isEmpty();
    assertThat(rounds.answered(1, B, 7)).isEmpty();
    assertThat(rounds.join("z")).containsExactly(answer(NOT_CONFIRMED, "z"));
  }

  @Test
  void lossOfAnEarlierTerm_isIgnored() {
    rounds.leads(7);
    rounds.lost(7);
    rounds.leads(9);
    rounds.join("x");

    assertThat(rounds.lost(7)).isEmpty();
    rounds.answered(1, A, 9);
    assertThat(rounds.answered(1, B, 9)).contains(answer(CONFIRMED, "x"));
  }

  @Test
  void newTerm_doesNotCountAnswersOfTheOld() {
    rounds.leads(7);
    rounds.join("x");
    rounds.answered(1, A, 7);

    assertThat(rounds.leads(9)).containsExactly(new Disarm<>(1), answer(NOT_CONFIRMED, "x"));
    assertThatThrownBy(() -> rounds.leads(9)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void waiters_beyondTheBound_areNotConfirmedAtOnce() {
    rounds.leads(7);
    rounds.join("running");
    rounds.join("1");
    rounds.join("2");
    rounds.join("3");

    assertThat(rounds.join("4")).containsExactly(answer(NOT_CONFIRMED, "4"));
  }

  @Test
  void singleMember_isItsOwnMajority() {
    LeadershipRounds<String> alone = new LeadershipRounds<>(List.of(A), 3);
    alone.leads(1);
    alone.join("x");

    assertThat(alone.answered(1, A, 1)).contains(answer(CONFIRMED, "x"));
  }

  /**
   * The theorem of the class comment, tried: terms grow as they like, a later leader commits as
   * soon as a majority is in its term, answers are read at one time and arrive at another, twice or
   * never. Whoever is confirmed asked before any later leader had committed.
   */
  @ForSeeds(2_000)
  void confirmed_meansThatNoLaterLeaderHadCommitted_whenTheQuestionCame(long seed) {
    Play play = new Play(seed);
    for (int i = 0; i < 400; i++) {
      play.next();
    }
    assertThat(play.answered).isEqualTo(play.asked - play.open.size());
  }

  private static final class Play {
    private record Flying(long round, int member, long term) {}

    private final RandomGenerator random;
    private final long[] terms;
    private final LeadershipRounds<Integer> rounds;
    private final List<Effect.Ask<Integer>> questions = new ArrayList<>();
    private final List<Flying> answers = new ArrayList<>();
    private final List<Integer> open = new ArrayList<>();
    private final long leaderTerm = 5;
    private long runningRound;
    private boolean laterCommitted;
    private final List<Boolean> committedAtQuestion = new ArrayList<>();
    private int asked;
    private int answered;

    Play(long seed) {
      random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
      int count = random.nextInt(1, 6);
      terms = new long[count];
      Arrays.fill(terms, leaderTerm - 1);
      Arrays.fill(terms, 0, count / 2 + 1, leaderTerm); // those who voted
      List<MemberId> members =
          IntStream.range(0, count).mapToObj(i -> new MemberId("m" + i)).toList();
      rounds = new LeadershipRounds<>(members, 100);
      rounds.leads(leaderTerm);
    }

    void next() {
      switch (random.nextInt(12)) {
        case 0, 1, 2 -> ask();
        case 3, 4, 5 -> readTerm();
        case 6, 7, 8 -> arrive();
        case 9 -> perform(rounds.timedOut(runningRound));
        case 10 -> grow();
        case 11 -> commitLater();
        default -> throw new AssertionError();
      }
    }

    private void ask() {
      committedAtQuestion.add(laterCommitted);
      open.add(asked);
      perform(rounds.join(asked++));
    }

    private void readTerm() {
      if (!questions.isEmpty()) {
        Effect.Ask<Integer> question = questions.get(random.nextInt(questions.size()));
        int member = Integer.parseInt(question.member().name().substring(1));
        answers.add(new Flying(question.round(), member, terms[member]));
        if (random.nextBoolean()) { // else it will be answered once more
          questions.remove(question);
        }
      }
    }

    private void arrive() {
      if (!answers.isEmpty()) {
        Flying answer = answers.get(random.nextInt(answers.size()));
        perform(
            rounds.answered(answer.round(), new MemberId("m" + answer.member()), answer.term()));
      }
    }

    /** Mostly to where the others are, so that majorities come about. */
    private void grow() {
      int member = random.nextInt(terms.length);
      terms[member] = Math.max(terms[member], leaderTerm + (random.nextInt(8) == 0 ? 1 : 0));
    }

    private void commitLater() {
      long later = Arrays.stream(terms).filter(term -> term > leaderTerm).count();
      laterCommitted |= later > terms.length / 2;
    }

    private void perform(List<Effect<Integer>> effects) {
      for (Effect<Integer> effect : effects) {
        if (effect instanceof Effect.Ask<Integer> question) {
          questions.add(question);
        } else if (effect instanceof Effect.Arm<Integer> arm) {
          runningRound = arm.round();
        } else if (effect instanceof Effect.Answer<Integer> answer) {
          answer.waiters().forEach(waiter -> check(waiter, answer.confirmation()));
        }
      }
    }

    private void check(Integer waiter, Confirmation confirmation) {
      assertThat(open.remove(waiter)).as("answered once").isTrue();
      answered++;
      if (confirmation == CONFIRMED) {
        assertThat(committedAtQuestion.get(waiter)).isFalse();
      }
    }
  }

  private static Effect<String> answer(Confirmation confirmation, String... waiters) {
    return new Answer<>(List.of(waiters), confirmation);
  }
}

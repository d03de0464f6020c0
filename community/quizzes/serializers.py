"""Quizzes as JSON. Answers are in none of these."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from community.quizzes.bank import Dealt
from community.quizzes.models import LONGEST, MOST_QUESTIONS, SHORTEST, Quiz, QuizAttempt


class QuizSerializer(serializers.ModelSerializer[Quiz]):
    is_open = serializers.BooleanField()

    class Meta:
        model = Quiz
        fields = ["key", "title", "asked", "seconds", "closes_at", "is_open"]


class NewQuizSerializer(serializers.Serializer[Any]):
    title = serializers.CharField(max_length=60)
    bank = serializers.CharField(
        max_length=60_000,
        help_text="question, then 2 to 6 answers, a line each, * before the right one; an empty line between questions",
    )
    asked = serializers.IntegerField(min_value=1, max_value=MOST_QUESTIONS)
    seconds = serializers.IntegerField(min_value=SHORTEST, max_value=LONGEST, default=120)
    closes_at = serializers.DateTimeField()


class DealtSerializer(serializers.Serializer[Dealt]):
    text = serializers.CharField()
    choices = serializers.ListField(child=serializers.CharField())


class AttemptSerializer(serializers.Serializer[Any]):
    until = serializers.DateTimeField(help_text="when the time is up, by the server's clock")
    questions = DealtSerializer(many=True)


class HandInSerializer(serializers.Serializer[Any]):
    chosen = serializers.ListField(
        child=serializers.IntegerField(min_value=0, max_value=5, allow_null=True),
        max_length=100,
        help_text="for each question as it was shown: the place of the choice, from 0",
    )


class QuizScoreSerializer(serializers.ModelSerializer[QuizAttempt]):
    class Meta:
        model = QuizAttempt
        fields = ["score", "took_ms", "is_late"]

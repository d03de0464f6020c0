import django.db.models.deletion
from django.db import migrations, models

# Plans of a function's statements are kept for the session; the same statements sent one by one are planned each time.
# Nobody waits for the disk (decision 0023): row and count come or go together, at worst with the last half second of likes.
LIKE = """
CREATE FUNCTION content_like(the_note bigint, who bigint, moment timestamptz) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM community_standing
               WHERE person_id = who AND (is_banned OR suspended_until > moment)) THEN
        RETURN 'barred';
    END IF;
    INSERT INTO content_postlike (post_id, user_id, at) VALUES (the_note, who, moment)
    ON CONFLICT (post_id, user_id) DO NOTHING;
    IF NOT FOUND THEN
        RETURN 'known';
    END IF;
    INSERT INTO content_counterdelta (post_id, field, delta) VALUES (the_note, 'likes', 1);
    PERFORM set_config('synchronous_commit', 'off', true);
    RETURN 'new';
END $$;
"""
UNDO = "DROP FUNCTION content_like(bigint, bigint, timestamptz);"


class Migration(migrations.Migration):
    """A like is one call of a function, and what is counted later locks no note."""

    dependencies = [("community", "0011_conduct"), ("content", "0012_clips")]

    operations = [
        migrations.AlterField(
            model_name="counterdelta",
            name="post",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="deltas",
                to="content.post",
            ),
        ),
        migrations.RunSQL(LIKE, UNDO),
    ]

# Reviews.

problem-already-reviewed = You have reviewed this visit already. You can change your review for some days.
problem-review-final = A review can be changed within { $days } days only.
problem-too-early-to-review = You can review a visit once it is completed.
problem-too-late-to-review = A visit can be reviewed within { $days } days only.
problem-bad-score = A score is between 1 and 5.
problem-already-replied = This review has a reply already.
problem-review-not-shown = A review that is not public cannot be answered.

feedback-dimension-overall = Overall
feedback-dimension-punctuality = Punctuality
feedback-dimension-workmanship = Workmanship
feedback-dimension-communication = Communication
feedback-dimension-cleanliness = Cleanliness
feedback-dimension-price-transparency = Clear prices

feedback-tag-on-time = On time
feedback-tag-careful = Careful work
feedback-tag-friendly = Friendly
feedback-tag-explained-well = Explained well
feedback-tag-tidy = Left it clean
feedback-tag-fair-price = Fair price
feedback-tag-late = Late
feedback-tag-careless = Careless work
feedback-tag-unfriendly = Unfriendly
feedback-tag-explained-little = Explained little
feedback-tag-untidy = Left dirt
feedback-tag-overcharged = Cost more than said

feedback-state-shown = Public
feedback-state-held = To be checked
feedback-state-hidden = Hidden

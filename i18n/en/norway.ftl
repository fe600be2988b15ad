# Norway's register and its domestic light.

record-later = dated after the moment asked about
record-too-early = given { $found } days after the dose before it, the minimum is { $minimum }
record-self-test = a self test counts for nothing
record-abroad = a test taken abroad does not count
record-void = a false alarm: a negative PCR test came within 48 hours
record-older-dose = a later dose stands for it
record-antibodies = antibodies give no certificate
record-same-infection = another positive test of the same infection stands for it
record-older-infection = a new infection came after it
record-recovery-from = the recovery certificate begins on { $date }
record-recovery-until = the recovery certificate ended after { $date }
record-antigen-recovery = an antigen test gives a recovery certificate from { $date } only, and if it is on the EU's list
record-test-older-than = the test was taken { $hours } hours ago or more
record-older-test = a more recent negative test stands for it
record-positive-in-period = a positive test lies in the same period
record-no-time = the time of sampling is not registered
record-no-device = the antigen test is not registered as one of the EU's common list
record-no-centre = the testing centre is not registered
record-posted = a posted page holds no test certificates

standing-until = To { $date }
standing-minor = Without end (under 18)
standing-further = Without end (dose after the primary series)
standing-unfinished = Not a finished series by its numbers
standing-between = { $from } to { $until }
standing-test = { $hours } hours from the sample
standing-test-refused = { $hours } hours from the sample; not accepted at the Norwegian border
standing-open = Decided by the country where it is shown

late-not-vaccination = only a vaccination certificate can be registered
late-country = the signer's country is { $found }, not another country of the EU or EEA
late-product = the vaccine { $found } is none that is approved and registered in Norway
late-no-identity = the person has no birth number, D-number or joint emergency number
late-other-person = names or dates of birth differ: this is another person's certificate
late-unconfirmed = names or dates of birth are alike but not equal; somebody must compare them and confirm
late-known = a dose against COVID-19 of that day is registered already
late-date-unknown = the dose has no date that can be read
late-impossible = the dose cannot be: { $found }

light-green = green
light-red = red

component-negative-test = negative test

domestic-single-dose = the one dose of its product, { $single } days ago or more
domestic-dose-after-infection = a dose more than { $gap } days after an infection, { $after } days ago or more
domestic-first-dose = dose 1 of 2, { $first } to { $end } days ago
domestic-infection-after-first-dose = an infection more than { $gap } days after dose 1, and the { $isolation } days after it have passed
domestic-second-dose = dose 2 of 2, { $second } days ago or more
domestic-further-dose = a dose after the finished series
domestic-recovered = the first positive test was { $isolation } to { $recovery } days ago
domestic-negative-test = a negative test in the last { $hours } hours

domestic-no-vaccination = no dose is registered
domestic-single-dose-waiting = the dose was given less than { $single } days ago
domestic-dose-after-infection-waiting = the dose after the infection was given less than { $after } days ago
domestic-first-dose-waiting = dose 1 of 2 was given less than { $first } days ago
domestic-second-dose-missing = dose 1 of 2 was given { $end } days ago or more, and dose 2 is missing
domestic-second-dose-late = the protection of dose 1 ended after { $end } days, and dose 2 was given less than { $second } days ago
domestic-second-dose-waiting = dose 2 of 2 was given less than { $second } days ago
domestic-series-unfinished = the series of doses is not finished
domestic-product-unknown = the vaccine is none that counts in Norway
domestic-positive-after-vaccination = a positive test after the vaccination, less than { $isolation } days ago
domestic-no-infection = no positive test that counts is registered
domestic-isolation = the positive test was taken less than { $isolation } days ago
domestic-recovery-over = the first positive test was taken { $recovery } days ago or more
domestic-no-negative-test = no negative test that counts is registered
domestic-test-too-old = the negative test was taken { $hours } hours ago or more
domestic-date-unknown = the date on which it depends cannot be read
domestic-positive-since = a positive test was taken after the negative one
domestic-test-not-taken = the sample is dated after the moment of the control
domestic-positive-recently = a negative test does not count so soon after a positive one
